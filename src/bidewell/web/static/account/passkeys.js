// Passkeys and security keys: asks the browser for a credential and sends the form with it. A form names what it does in
// data-passkey: "sign-in" fetches its options, "confirm" and "add" find them in the page.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function known(options) {
  const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge), allowCredentials: withBytes(options.publicKey.allowCredentials) };
  return navigator.credentials.get({ publicKey: asked });
}

async function made(options, alone) {
  const { publicKey } = options;
  const wanted = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) wanted.userVerification = "required";
  return navigator.credentials.create({
    publicKey: {
      ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials), authenticatorSelection: wanted,
    },
  });
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type, id: credential.id, rawId: text(credential.rawId), response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const inPage = () => JSON.parse(document.getElementById("passkey_options").textContent);

async function fetched(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options;
}

async function credentialFor(form) {
  if (form.dataset.passkey === "sign-in") return known(await fetched(form));
  if (form.dataset.passkey === "confirm") return known(inPage().request_options);
  return made(inPage().creation_options, form.elements.passwordless.checked);
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = written(await credentialFor(form));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
