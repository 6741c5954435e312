// Once before all tests: a database seeded with the demo organisations, which every worker copies.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { test } from "@playwright/test";
import { Server, template } from "./server.ts";

test("the demo organisations are made", async () => {
  test.setTimeout(300_000);
  await rm(path.dirname(template), { recursive: true, force: true });
  await mkdir(path.dirname(template), { recursive: true });
  const server = await Server.start(template, "--demo");
  await server.stop();
});
