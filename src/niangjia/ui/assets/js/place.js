// Where somebody is now, only when they press the button (data-locate-now), as whole micro-degrees and metres in the
// hidden fields latitude, longitude and accuracy of the form. Without leave of the browser the form works all the same.

const NAMES = ["latitude", "longitude", "accuracy"];

for (const place of document.querySelectorAll("[data-locate]")) {
  const form = place.closest("form");
  const words = place.querySelector("[data-locate-words]");
  const not = place.querySelector("[data-locate-not]");
  if (!navigator.geolocation || !form) continue;
  const first = words.textContent;
  const fields = NAMES.map((name) => form.elements.namedItem(name));
  const set = (values, told) => {
    fields.forEach((field, index) => {
      field.value = values[index] ?? "";
    });
    words.textContent = told;
    not.hidden = !values.length;
    form.dispatchEvent(new Event("change"));
  };
  const found = ({ coords }) => {
    const whole = [coords.latitude * 1e6, coords.longitude * 1e6, coords.accuracy].map(Math.round);
    set(whole, words.dataset.found.replace("{m}", whole[2]));
  };
  place.hidden = false;
  if (fields[0].value) {
    words.textContent = words.dataset.found.replace("{m}", fields[2].value);
    not.hidden = false;
  }
  not.addEventListener("click", () => set([], first));
  place.querySelector("[data-locate-now]").addEventListener("click", () => {
    words.textContent = words.dataset.asking;
    const failed = () => set([], words.dataset.failed);
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
}
