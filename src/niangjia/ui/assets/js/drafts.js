// A form that is filled in where there may be no signal (data-draft): what is typed stays in this tab until it was sent.
// It goes when the server has it (data-draft-sent), when its owner signs out, after half a day, or with the tab. Files
// cannot be kept. Another user never sees it: it belongs to data-draft-owner. A form that came back from the server with
// what is wrong (data-draft-bound) is left as it is.

const PREFIX = "draft:";
const LONGEST = 12 * 60 * 60 * 1000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken"]);

const store = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // the browser keeps nothing: the form works without
  }
})();

const drafts = () => Object.keys(store ?? {}).filter((name) => name.startsWith(PREFIX));

const read = (name) => {
  try {
    return JSON.parse(store.getItem(name));
  } catch {
    return null;
  }
};

const valuesOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));

const keep = (form) => {
  const kept = { owner: form.dataset.draftOwner, at: Date.now(), values: valuesOf(form) };
  try {
    store?.setItem(PREFIX + form.dataset.draft, JSON.stringify(kept));
  } catch {
    // no room: sending still works
  }
};

const putBack = (form, values) => {
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.has(control.name) || control.type === "file") continue;
    const own = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") control.checked = own.includes(control.value);
    else if (own.length) control.value = own[0];
  }
  for (const details of form.querySelectorAll("details")) {
    details.open ||= [...details.querySelectorAll("input, select, textarea")].some((control) => control.value);
  }
};

const show = (form, name, isShown = true) => {
  const place = form.querySelector(`[${name}]`);
  if (!place) return;
  place.hidden = !isShown;
  if (isShown) place.scrollIntoView({ block: "center" });
};

for (const name of drafts()) {
  const kept = read(name);
  if (!kept || Date.now() - kept.at > LONGEST) store.removeItem(name);
}

for (const sent of document.querySelectorAll("[data-draft-sent]")) {
  const name = PREFIX + sent.dataset.draftSent;
  const isIt = read(name)?.values.some(([, value]) => value === sent.dataset.draftKey);
  if (isIt) store.removeItem(name);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const kept = read(PREFIX + form.dataset.draft);
  if (kept && kept.owner !== form.dataset.draftOwner) store.removeItem(PREFIX + form.dataset.draft);
  else if (kept && !("draftBound" in form.dataset)) {
    putBack(form, kept.values);
    show(form, "data-draft-kept");
  }
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => keep(form));
}

// Asked first whether the server can be reached: a browser without a connection would show its own page in place of the
// form, and leave open whether anything was sent.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-forgets-drafts]")) for (const name of drafts()) store.removeItem(name);
  if (!form.dataset.draft || event.defaultPrevented || form.dataset.isReached) return;
  event.preventDefault();
  keep(form);
  try {
    if (!navigator.onLine) throw new Error("offline");
    const answer = await fetch(form.dataset.draftPing, { cache: "no-store", credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    show(form, "data-draft-unsent");
    return;
  }
  show(form, "data-draft-unsent", false);
  form.dataset.isReached = "yes";
  form.requestSubmit(event.submitter ?? undefined);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) delete form.dataset.isReached;
});
