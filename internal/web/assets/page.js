// What pages do beyond what they do without a script: suggestions under the search
// field, after the combobox pattern of the ARIA Authoring Practices (editable, with
// list autocomplete and manual selection).
"use strict";

(() => {
  const form = document.querySelector("form[data-suggest]");
  const input = form && form.querySelector("input[type=search]");
  if (!input) return;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let options = [];
  let active = -1;
  let pending = null;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const select = (i) => {
    active = i;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === i)));
    if (i < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[i].id);
    options[i].scrollIntoView({ block: "nearest" });
  };

  // Some ways to press Enter would send the form as well, which would win.
  let leaving = false;
  const follow = (option) => {
    leaving = true;
    location.assign(option.dataset.path);
  };
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });

  const show = (items) => {
    list.replaceChildren();
    options = items.map((item, n) => {
      const option = document.createElement("li");
      option.id = "suggestion-" + n;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.path = item.path;
      const text = document.createElement("bdi");
      if (item.lang) text.lang = item.lang;
      text.dir = item.dir;
      text.textContent = item.text;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = item.kind;
      option.append(text, kind);
      // A press must not take the focus from the field before the click arrives.
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => follow(option));
      list.append(option);
      return option;
    });
    status.textContent = form.dataset.found.replace("{}", String(items.length));
    if (items.length === 0) {
      close();
      return;
    }
    select(-1);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const ask = async () => {
    const text = input.value.trim();
    if (pending) pending.abort();
    if (text === "") {
      status.textContent = "";
      options = [];
      close();
      return;
    }
    pending = new AbortController();
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    try {
      const response = await fetch(address, { signal: pending.signal });
      if (!response.ok) return;
      const answer = await response.json();
      if (document.activeElement === input && input.value.trim() === text) show(answer.items);
    } catch (error) {
      // Without suggestions the form works all the same.
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (options.length === 0) return;
        event.preventDefault();
        // Who walks through the list must not lose it to an answer that comes late.
        clearTimeout(timer);
        if (pending) pending.abort();
        if (!open) {
          list.hidden = false;
          input.setAttribute("aria-expanded", "true");
        }
        const step = event.key === "ArrowDown" ? 1 : -1;
        select(active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length);
        return;
      }
      case "Enter":
        if (open && active >= 0) {
          event.preventDefault();
          follow(options[active]);
        }
        return;
      case "Escape":
        if (open) {
          event.preventDefault();
          close();
        }
        return;
      case "Home":
      case "End":
        if (open) select(-1);
    }
  });
})();

// A button that copies each form of a citation.
(() => {
  const part = document.querySelector("[data-copy]");
  if (!part || !navigator.clipboard) return;
  for (const text of part.querySelectorAll(".copied")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = part.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = part.dataset.copied;
      button.setAttribute("aria-label", part.dataset.copied);
    });
    const place = text.closest("dd").previousElementSibling;
    const name = place.textContent;
    button.setAttribute("aria-label", part.dataset.copy + ": " + name);
    place.append(button);
  }
})();
