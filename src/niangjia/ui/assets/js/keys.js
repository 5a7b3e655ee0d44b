// Keys: "/" goes to the search box, arrows go from row to row in a list.

const isTyping = (element) => element.closest("input, select, textarea, [contenteditable], dialog[open]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.key === "/" && !isTyping(target)) {
    const box = document.querySelector("[data-slash]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && target.matches("[data-slash]")) {
    target.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const row = target.closest("tr[data-row]");
    if (!row) return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const link = next?.querySelector("a");
    if (!link) return;
    event.preventDefault();
    link.focus();
  }
});
