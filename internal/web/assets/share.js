// What is put into an article, with a live preview: a dialog where there are scripts, a list of snippets to copy by hand
// where there are none.
for (const details of document.querySelectorAll("[data-share]")) {
  const summary = details.querySelector("summary");
  const base = details.dataset.frame;
  const picture = details.dataset.picture;
  const options = details.querySelector(".share-options");
  const preview = details.querySelector(".share-preview");
  const status = details.querySelector("[data-status]");
  const words = { copy: details.dataset.copy, copied: details.dataset.copied, close: details.dataset.close };
  const areas = [...details.querySelectorAll("[data-snippet]")];
  const plain = areas.map((area) => area.value);

  const dialog = document.createElement("dialog");
  dialog.className = "share-dialog";
  dialog.setAttribute("aria-label", summary.textContent);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "copy share-close";
  close.textContent = words.close;
  close.addEventListener("click", () => dialog.close());
  const title = document.createElement("h2");
  title.textContent = summary.textContent;
  dialog.append(title, close, ...[...details.children].filter((child) => child !== summary));
  details.after(dialog);
  options.hidden = false;

  const frame = document.createElement("iframe");
  frame.title = preview.textContent.trim();
  frame.setAttribute("sandbox", "allow-scripts allow-popups");
  preview.replaceChildren(frame);

  let chosen = "";
  function update() {
    const address = new URL(base);
    const attributes = [];
    for (const select of options.querySelectorAll("select")) {
      if (!select.value) continue;
      address.searchParams.set(select.dataset.option, select.value);
      attributes.push(`${select.dataset.option}="${select.value}"`);
    }
    chosen = address.search;
    frame.src = new URL(address.pathname + chosen, location.href).href;
    const query = chosen.replaceAll("&", "&amp;");
    const pictured = new URL(address);
    pictured.searchParams.delete("max"); // a picture shows numbers, not voices
    const asPictured = pictured.search.replaceAll("&", "&amp;");
    areas.forEach((area, i) => {
      area.value = plain[i].replaceAll(base, base + query);
      for (const ending of [".svg", ".png"]) area.value = area.value.replaceAll(picture + ending, picture + ending + asPictured);
      if (area.id === "share-component") area.value = area.value.replace(/(<stance-view [^>]*)>/, (_, tag) => [tag, ...attributes].join(" ") + ">");
      if (area.id === "share-oembed") area.value = plain[i] + chosen;
    });
  }
  for (const select of options.querySelectorAll("select")) select.addEventListener("change", update);

  async function copy(area) {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      document.execCommand("copy"); // where pages may not reach the clipboard otherwise
    }
    status.textContent = words.copied;
  }
  const whole = dialog.querySelector("[data-whole]");
  whole.addEventListener("click", async (event) => {
    event.preventDefault();
    const response = await fetch(whole.href + chosen);
    if (!response.ok) return location.assign(whole.href + chosen); // which says why
    const area = dialog.querySelector("#share-component");
    area.value = await response.text();
    await copy(area);
  });
  for (const area of areas) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    const of = document.createElement("span");
    of.className = "unseen";
    of.textContent = " " + dialog.querySelector(`label[for="${area.id}"]`).textContent;
    button.append(of);
    button.addEventListener("click", () => copy(area));
    area.after(button);
  }
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || !event.data || event.data.sentinel !== "amp") return;
    frame.style.blockSize = Math.min(Number(event.data.height) || 0, 2000) + "px";
  });
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    status.textContent = "";
    update();
    dialog.showModal();
  });
}
