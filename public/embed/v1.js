// A plain script and not a library, so that a portal pays about a kilobyte: the element <bulkhead-console> frames our console and hands it tokens.

(() => {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const LEEWAY_MS = 30_000;
  const RETRY_MS = 5_000;
  const PATIENCE_MS = 20_000;

  const look = new CSSStyleSheet();
  look.replaceSync(":host{display:block;block-size:40rem}iframe{inline-size:100%;block-size:100%;border:0}");

  class BulkheadConsole extends HTMLElement {
    static observedAttributes = ["view", "client", "partner", "theme"];
    #root = this.attachShadow({ mode: "closed" });
    #frame;
    #port;
    #renewal;
    #isAsking = false;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [look];
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      const { view = "queue", client, partner = "" } = this.#wanted();
      // The queue as people open it: no filter would be every incident there ever was.
      const query = new URLSearchParams(view === "queue" ? { partner, status: "new,in_progress,on_hold" } : { partner });
      this.#frame = document.createElement("iframe");
      this.#frame.title = this.title || "Bulkhead";
      this.#frame.src = `${home}/embed${client ? `/c/${encodeURIComponent(client)}` : ""}/${view}?${query}`;
      this.#root.replaceChildren(this.#frame);
      this.#renewal = setTimeout(() => this.#fail(new Error("the console did not open in this page")), PATIENCE_MS);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      clearTimeout(this.#renewal);
      this.#port?.close();
      this.#port = undefined;
      this.#root.replaceChildren();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame?.isConnected || before === now) return;
      if (name === "theme") return this.#port?.postMessage({ theme: now });
      this.disconnectedCallback();
      this.connectedCallback();
    }

    #wanted() {
      return Object.fromEntries([...this.attributes].filter(({ value }) => value).map(({ name, value }) => [name, value]));
    }

    // Only our own frame, on our own origin, gets a channel; every time it is loaded it gets a new one.
    #hear = ({ source, origin, data }) => {
      if (source !== this.#frame.contentWindow || origin !== home || data !== "bulkhead:frame") return;
      this.#port?.close();
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data }) => data === "ask" && this.#give();
      source.postMessage("bulkhead:host", home, [port2]);
      port1.postMessage({ theme: this.getAttribute("theme") });
      this.#give();
    };

    async #give() {
      if (this.#isAsking) return;
      this.#isAsking = true;
      clearTimeout(this.#renewal);
      let wait_ms = RETRY_MS;
      try {
        const { token, expires_at } = await this.fetchToken();
        this.#port?.postMessage({ token });
        const lasts_ms = Date.parse(expires_at) - Date.now();
        // Where the clocks disagree, the frame asks by itself.
        wait_ms = lasts_ms > 0 ? lasts_ms - Math.min(LEEWAY_MS, lasts_ms / 3) : undefined;
      } catch (error) {
        this.#fail(error);
      }
      this.#isAsking = false;
      if (this.#port && wait_ms) this.#renewal = setTimeout(() => this.#give(), wait_ms);
    }

    #fail(error) {
      this.dispatchEvent(new ErrorEvent("error", { error, message: String(error) }));
    }
  }

  customElements.define("bulkhead-console", BulkheadConsole);
})();
