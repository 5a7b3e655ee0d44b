// A place to drop a file: shows what was chosen, and lights up while a file hangs over it.

const placeOf = (event) => (event.target instanceof Element ? event.target.closest("[data-file-drop]") : null);

document.addEventListener("change", (event) => {
  const place = placeOf(event);
  const file = place && event.target.files?.[0];
  const words = place?.querySelector("[data-file-name]");
  if (file && words) words.textContent = `${file.name} · ${size(file.size)}`;
  place?.classList.toggle("has-file", Boolean(file));
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => placeOf(event)?.classList.add("is-over"));
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => placeOf(event)?.classList.remove("is-over"));
}

/** 1,234,567 bytes are "1.2 MB". */
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
