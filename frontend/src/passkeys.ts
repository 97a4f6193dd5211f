// Forms with `data-passkey` ask the browser for a key before they are sent: "create" makes one, "get" signs with
// one that is there. They are hidden until the browser shows that it can.

type Json = Record<string, unknown>;

export function startPasskeys(): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      const answer = form.elements.namedItem("credential");
      if (!(answer instanceof HTMLInputElement) || answer.value) return;
      event.preventDefault();
      void send(form, answer);
    });
  }
}

async function send(form: HTMLFormElement, answer: HTMLInputElement): Promise<void> {
  const told = form.querySelector<HTMLElement>("[data-passkey-refused]");
  if (told) told.hidden = true;
  try {
    answer.value = JSON.stringify(await ask(form.dataset["passkey"] ?? "", await wanted(form)));
    form.submit();
  } catch {
    // Somebody changed their mind, took too long, or the device has no such key: all look alike on purpose.
    if (told) told.hidden = false;
  }
}

/** What the server wants signed: in the page, or fetched now so that it is fresh. */
async function wanted(form: HTMLFormElement): Promise<Json> {
  const kept = document.getElementById(form.dataset["options"] ?? "");
  if (kept) return JSON.parse(kept.textContent ?? "{}") as Json;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Json;
}

async function ask(what: string, options: Json): Promise<Json> {
  const key = options["publicKey"] as Json;
  const asked = { ...key, challenge: bytes(key["challenge"]), ...listed(key, "excludeCredentials"), ...listed(key, "allowCredentials") };
  if (what === "create") {
    const user = key["user"] as Json;
    const publicKey = { ...asked, user: { ...user, id: bytes(user["id"]) } } as unknown as PublicKeyCredentialCreationOptions;
    return told(await navigator.credentials.create({ publicKey }));
  }
  return told(await navigator.credentials.get({ publicKey: asked as unknown as PublicKeyCredentialRequestOptions }));
}

function listed(key: Json, name: string): Json {
  const keys = key[name];
  if (!Array.isArray(keys)) return {};
  return { [name]: (keys as Json[]).map((each) => ({ ...each, id: bytes(each["id"]) })) };
}

/** The browser's answer as plain values, with bytes in base64url. */
function told(found: Credential | null): Json {
  if (!(found instanceof PublicKeyCredential)) throw new Error("no key");
  const response: Json = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value: unknown = (found.response as unknown as Json)[name];
    if (value instanceof ArrayBuffer) response[name] = words(value);
  }
  return { id: found.id, rawId: words(found.rawId), type: found.type, response, clientExtensionResults: {} };
}

function bytes(text: unknown): ArrayBuffer {
  const plain = atob(String(text).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0)).buffer;
}

function words(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
