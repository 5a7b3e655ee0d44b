// What the reader sees of a request: the waiting place is marked busy, a form is sent once, a failure is said.

const lastOf = (event) => event.detail?.ctx;

// What asks again by itself every second has a bar of its own; it must not turn pale each time.
const isPolling = (context) => context?.sourceElement?.getAttribute?.("hx-trigger")?.startsWith("every");

document.addEventListener("htmx:before:request", (event) => {
  const context = lastOf(event);
  if (!isPolling(context)) context?.target?.setAttribute?.("aria-busy", "true");
});
document.addEventListener("htmx:finally:request", (event) => lastOf(event)?.target?.removeAttribute?.("aria-busy"));

// A redirect (the session ended, say) is for the whole page, never for a part of it.
document.addEventListener("htmx:before:response", (event) => {
  const answer = lastOf(event)?.response?.raw;
  if (!answer?.redirected) return;
  event.preventDefault();
  location.assign(answer.url);
});

const sayFailure = () => {
  const place = document.getElementById("messages");
  const words = document.getElementById("connection-lost");
  if (!place || !words || place.querySelector("[data-connection]")) return;
  const notice = words.content.firstElementChild.cloneNode(true);
  notice.dataset.connection = "";
  place.append(notice);
};

document.addEventListener("htmx:response:error", sayFailure);
document.addEventListener("htmx:error", sayFailure);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.classList.contains("is-sending")) event.preventDefault();
  form.classList.add("is-sending");
});

// Coming back with the browser's back button shows the page as it was: forms can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.is-sending")) form.classList.remove("is-sending");
});
