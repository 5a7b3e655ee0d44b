// Forms that a passkey fills: `data-passkey` says whether one is made or used, `data-options` where the question is asked.
// The form is then sent as any other, with the browser's answer in its field `credential`.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

function question({ publicKey: asked }) {
  const own = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) own.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) own.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) own.allowCredentials = known(asked.allowCredentials);
  return { publicKey: own };
}

function answer({ rawId, type, response }) {
  const told = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) told[name] = text(response[name]);
  }
  return { id: text(rawId), rawId: text(rawId), type, response: told, clientExtensionResults: {} };
}

function say(form, name) {
  for (const note of form.querySelectorAll("[data-passkey-note]")) note.hidden = note.dataset.passkeyNote !== name;
}

async function ask(form) {
  const asked = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!asked.ok || asked.redirected) throw new Error(`status ${asked.status}`);
  const options = question(await asked.json());
  const isNew = form.dataset.passkey === "make";
  return isNew ? navigator.credentials.create(options) : navigator.credentials.get(options);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset?.passkey || event.defaultPrevented) return;
  event.preventDefault();
  if (form.classList.contains("is-asking")) return;
  form.classList.add("is-asking");
  say(form, "");
  try {
    form.elements.credential.value = JSON.stringify(answer(await ask(form)));
    form.submit();
  } catch (error) {
    say(form, error.name === "NotAllowedError" ? "cancelled" : "impossible");
  } finally {
    form.classList.remove("is-asking");
  }
});
