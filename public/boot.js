// Starts the console: main module and its script travel together, and the page stays readable whatever fails.

import { embedded } from "./embed/frame.js";
import { live } from "./boot/live.js";

// Leptos builds static markup through `template.innerHTML`. Only plain structure may pass: nothing that runs, loads,
// navigates or styles. It fails closed, so a text that merely looks like an attribute is refused too.
const FORBIDDEN_ELEMENT = /<\s*\/?\s*(?:script|i?frame|frameset|object|embed|link|base|meta|style|form|animate|set)\b/i;
const FORBIDDEN_ATTRIBUTE = /[\s"'/](?:on[a-z]+|style|src|srcset|srcdoc|action|formaction|(?:xlink:)?href)\s*=/i;

function plainStructure(markup) {
  if (FORBIDDEN_ELEMENT.test(markup) || FORBIDDEN_ATTRIBUTE.test(markup)) {
    throw new TypeError("markup that is not plain structure was refused");
  }
  return markup;
}

const frame = document.getElementById("start");

function show(id) {
  for (const message of frame.querySelectorAll("[role]")) message.hidden = message.id !== id;
}

// A panic ends the whole console, and then nothing of it can be trusted to draw: this page stands on the browser alone.
// The report has an id and places in the code, never a message: a message could carry what was on the screen.
function crashed(error) {
  if (!(error instanceof WebAssembly.RuntimeError) || frame.dataset.crashed) return;
  frame.dataset.crashed = crypto.randomUUID();
  console.error("bulkhead stopped", frame.dataset.crashed, ...(error.stack?.match(/wasm-function\[\d+\]:0x[\da-f]+/g) ?? []));
  frame.querySelector("#crash-id").textContent = frame.dataset.crashed;
  show("start-crashed");
  document.body.replaceChildren(frame);
  frame.querySelector("#start-crashed a").focus();
}

// The static frame stays until the console has drawn something of its own, so nothing flickers in between.
function leaveStartWhenDrawn() {
  const drawn = () => document.querySelector(":is(main, h1, form):not(#start *)");
  const leave = () => {
    observer.disconnect();
    frame.remove();
  };
  const observer = new MutationObserver(() => drawn() && leave());
  observer.observe(document.body, { childList: true, subtree: true });
  if (drawn()) leave();
}

async function start({ js, wasm, wasmIntegrity }) {
  if (typeof WebAssembly !== "object" || !WebAssembly.instantiateStreaming) return show("start-old");
  try {
    // Browsers do not check the integrity of a preloaded module; they do check that of a fetch.
    const [console_, module] = await Promise.all([import(js), fetch(wasm, { integrity: wasmIntegrity })]);
    if (!module.ok) throw new Error(`the main module answered ${module.status}`);
    leaveStartWhenDrawn();
    await console_.default({ module_or_path: module });
  } catch (error) {
    console.error(error);
    show("start-failed");
    crashed(error);
  }
}

addEventListener("error", (event) => crashed(event.error));
addEventListener("unhandledrejection", (event) => crashed(event.reason));
globalThis.trustedTypes?.createPolicy("default", { createHTML: plainStructure });
if (location.pathname.startsWith("/embed/")) globalThis.bulkheadFrame = embedded();
// Who is signed in is asked while the console travels, which then takes the answer. A frame has no token yet to ask by.
else (globalThis.bulkheadSession = fetch("/api/v1/session", { headers: { accept: "application/json" } })).catch(() => {});
globalThis.bulkheadLive = live();
start(document.getElementById("boot").dataset);
