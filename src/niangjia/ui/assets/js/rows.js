// A click anywhere on a row opens its first link, unless it meant something else: another control, or marking text to copy.

const open = (event) => {
  const row = event.target.closest?.("tr[data-row]");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(getSelection()).length > 0) return;
  const link = row.querySelector("a[href]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(link.href, "_blank", "noopener");
  else link.click();
};

document.addEventListener("click", open);
document.addEventListener("auxclick", (event) => {
  if (event.button === 1) open(event);
});
