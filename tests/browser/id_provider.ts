// A small OpenID provider of another site (127.0.0.1 is not localhost): whoever comes is signed in there already.
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, type Server, createServer } from "node:http";

export const clientId = "bulkhead";
export const clientSecret = "hush";

type Claims = { sub: string; name: string; groups: string[] };
type Granted = { challenge: string; nonce: string };

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export class IdProvider {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  private readonly codes = new Map<string, Granted>();
  readonly issuer: string;

  private constructor(
    private readonly server: Server,
    readonly claims: Claims,
  ) {
    const address = server.address();
    if (!address || typeof address === "string") throw new Error("no port");
    this.issuer = `http://127.0.0.1:${address.port}`;
  }

  static async start(claims: Claims): Promise<IdProvider> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const provider = new IdProvider(server, claims);
    server.on("request", async (request, response) => {
      const { status = 200, location, body } = await provider.answer(request);
      response.writeHead(status, { "content-type": "application/json", ...(location ? { location } : {}) });
      response.end(JSON.stringify(body));
    });
    return provider;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<{ status?: number; location?: string; body?: object }> {
    const { pathname, searchParams: asked } = new URL(request.url ?? "/", this.issuer);
    const [authorization_endpoint, token_endpoint, jwks_uri] = ["authorise", "token", "keys"].map((name) => `${this.issuer}/${name}`);
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return { body: { issuer: this.issuer, authorization_endpoint, token_endpoint, jwks_uri } };
      case "/keys":
        return { body: { keys: [{ ...this.keys.publicKey.export({ format: "jwk" }), kid: "k1", alg: "ES256" }] } };
      case "/authorise": {
        const code = randomUUID();
        this.codes.set(code, { challenge: asked.get("code_challenge") ?? "", nonce: asked.get("nonce") ?? "" });
        const back = new URL(asked.get("redirect_uri") ?? "");
        back.searchParams.set("code", code);
        back.searchParams.set("state", asked.get("state") ?? "");
        return { status: 303, location: back.href };
      }
      case "/token": {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        const granted = this.codes.get(form.get("code") ?? "");
        this.codes.delete(form.get("code") ?? "");
        const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
        if (granted?.challenge !== challenge) return { status: 400, body: { error: "invalid_grant" } };
        return { body: { token_type: "Bearer", id_token: this.idToken(granted.nonce) } };
      }
      default:
        return { status: 404, body: {} };
    }
  }

  private idToken(nonce: string): string {
    const now_s = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, aud: clientId, iat: now_s, exp: now_s + 300, nonce, ...this.claims };
    const signed = `${base64({ alg: "ES256", kid: "k1" })}.${base64(claims)}`;
    const signature = createSign("sha256").update(signed).sign({ key: this.keys.privateKey, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }
}
