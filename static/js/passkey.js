// Passkeys: asks the server for options, the device for a signature, and the server for its answer.
const CAN = Boolean(window.PublicKeyCredential && navigator.credentials);

function fromBase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function toBase64url(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withIds(list) {
  return list?.map((item) => ({ ...item, id: fromBase64url(item.id) }));
}

// By hand, for browsers before PublicKeyCredential.parseCreationOptionsFromJSON.
function optionsFrom(json) {
  const options = { ...json, challenge: fromBase64url(json.challenge) };
  if (json.user) options.user = { ...json.user, id: fromBase64url(json.user.id) };
  if (json.excludeCredentials) options.excludeCredentials = withIds(json.excludeCredentials);
  if (json.allowCredentials) options.allowCredentials = withIds(json.allowCredentials);
  return options;
}

function credentialAsJson(credential) {
  const { response } = credential;
  const said = { clientDataJSON: toBase64url(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = toBase64url(response[part]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  };
}

async function post(url, content) {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    },
    body: JSON.stringify(content ?? {}),
  });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  const said = isJson ? await answer.json() : {};
  if (!answer.ok || !isJson) throw Object.assign(new Error("refused"), { said: said.message });
  return said;
}

async function ceremony(box) {
  const publicKey = optionsFrom(await post(box.dataset.optionsUrl));
  const creating = box.dataset.passkey === "create";
  const credential = creating
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  const content = credentialAsJson(credential);
  const name = box.querySelector("[data-passkey-name]");
  if (name) content.name = name.value;
  return post(box.dataset.finishUrl, content);
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  const button = box.querySelector("button");
  const message = box.querySelector("[data-passkey-message]");
  if (!CAN) {
    message.textContent = box.dataset.noSupport;
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    message.textContent = box.dataset.wait;
    try {
      const { next } = await ceremony(box);
      window.location.assign(next);
    } catch (error) {
      // Cancelled, timed out or refused: the person reads what to do, and can try again.
      message.textContent = error.said ?? box.dataset.failed;
      button.disabled = false;
    }
  });
}
