// The map of agreement and disagreement: a name that is pointed at or focused shows its lines alone and what they mean;
// arrow keys go round the circle. Without this file the map is a picture with links and a list.
for (const figure of document.querySelectorAll("[data-map]")) {
  const nodes = [...figure.querySelectorAll("[data-node]")];
  const edges = [...figure.querySelectorAll("[data-a]")];
  const list = figure.querySelector("[data-list]");
  const items = [...list.querySelectorAll("[data-of]")];
  const filter = figure.querySelector("[data-filter]");
  let pinned = "";

  const shown = () => new Set([...filter.querySelectorAll("input:checked")].map((input) => input.value));

  function show(slug) {
    const kinds = shown();
    const near = new Set([slug]);
    for (const edge of edges) {
      const { a, b, kind } = edge.dataset;
      const touches = !slug || a === slug || b === slug;
      edge.classList.toggle("faint", !touches);
      edge.classList.toggle("gone", !kinds.has(kind));
      if (slug && touches && kinds.has(kind)) near.add(a).add(b);
    }
    for (const node of nodes) node.classList.toggle("faint", slug !== "" && !near.has(node.dataset.node));
    for (const item of items) item.hidden = slug !== "" && item.dataset.of !== slug;
    if (slug) list.open = true;
  }

  function go(from, step) {
    const next = nodes[(nodes.indexOf(from) + step + nodes.length) % nodes.length];
    for (const node of nodes) node.setAttribute("tabindex", node === next ? "0" : "-1");
    next.focus();
  }

  nodes.forEach((node, i) => {
    node.setAttribute("tabindex", i === 0 ? "0" : "-1");
    node.addEventListener("focus", () => show((pinned = node.dataset.node)));
    node.addEventListener("pointerenter", () => show(node.dataset.node));
    node.addEventListener("pointerleave", () => show(pinned));
    node.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        go(node, step);
      } else if (event.key === "Home" || event.key === "End") {
        event.preventDefault();
        go(nodes[0], event.key === "Home" ? 0 : -1);
      }
    });
  });
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show((pinned = ""));
  });
  filter.addEventListener("change", () => show(pinned));
  filter.hidden = false;
  figure.querySelector("[data-help]").hidden = false;
}
