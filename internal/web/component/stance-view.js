// <stance-view claim="…">: who supports, qualifies and opposes a claim, in whose words, in the reader's own page.
//
//   <script type="module" src="https://record.example/stance-view.js"></script>
//   <stance-view claim="dues-fall" theme="auto" lang="en" max="3"></stance-view>
//
// One of the attributes claim, question, actor, compare, event and quote names what is shown; theme, lang, as-of, max and
// revision are the options of an embed; origin names the site where this file does not come from it. What stands in the
// element (a link, or the declarative shadow root that /component/claim/… writes for servers) is shown until the answer is
// there, and stays where there is none. Styles stand in a shadow root: neither page touches the other's. Nothing is run that the answer brings.
const kinds = ["claim", "question", "actor", "compare", "event", "quote"];
const options = { theme: "theme", lang: "lang", "as-of": "asOf", max: "max", revision: "revision" };
const home = new URL(".", import.meta.url).href;

export class StanceView extends HTMLElement {
  static observedAttributes = [...kinds, ...Object.keys(options), "origin"];

  #root = null;
  #pending = null;

  connectedCallback() {
    // A root that a server wrote is there already.
    this.#root ??= this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (this.#root.childElementCount === 0) this.#root.append(document.createElement("slot"));
    this.#load();
  }

  disconnectedCallback() {
    this.#pending?.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (this.isConnected && this.#root && before !== after) this.#load();
  }

  /** The address of the embed; null where no attribute names anything. */
  get address() {
    const kind = kinds.find((name) => this.getAttribute(name));
    if (!kind) return null;
    const key = this.getAttribute(kind).split("/").map(encodeURIComponent).join("/");
    const address = new URL(`embed/${kind}/${key}`, this.getAttribute("origin")?.replace(/\/*$/, "/") ?? home);
    for (const [attribute, parameter] of Object.entries(options)) {
      const value = this.getAttribute(attribute);
      if (value) address.searchParams.set(parameter, value);
    }
    return address;
  }

  async #load() {
    const address = this.address;
    this.#pending?.abort();
    if (!address) return;
    this.#pending = new AbortController();
    try {
      const response = await fetch(address, { signal: this.#pending.signal, credentials: "omit" });
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      this.#show(new DOMParser().parseFromString(await response.text(), "text/html"));
      this.dispatchEvent(new CustomEvent("stance-load"));
    } catch (error) {
      if (error.name !== "AbortError") this.dispatchEvent(new CustomEvent("stance-error", { detail: error }));
    }
  }

  #show(page) {
    const style = document.createElement("style");
    style.textContent = [...page.querySelectorAll("style")].map((s) => s.textContent).join("\n");
    const article = page.querySelector("article");
    if (!article) throw new Error("the answer shows nothing");
    for (const script of article.querySelectorAll("script")) script.remove();
    for (const link of article.querySelectorAll("a")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
    const frame = document.createElement("div");
    frame.lang = page.documentElement.lang;
    frame.dir = page.documentElement.dir;
    frame.append(document.adoptNode(article));
    this.#root.replaceChildren(style, frame);
  }
}

if (!customElements.get("stance-view")) customElements.define("stance-view", StanceView);
