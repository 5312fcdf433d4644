// What the tests use of Node.

declare module "node:assert/strict";

declare module "node:buffer" {
  export function resolveObjectURL(url: string): Blob | undefined;
}

declare module "node:fs" {
  export function readFileSync(file: URL, encoding: "utf-8"): string;
}

declare module "node:test" {
  export interface TestContext {
    mock: {
      timers: { enable(options: { apis: string[] }): void; tick(ms: number): void };
      method(owner: object, name: string, replacement: (...values: any[]) => void): void;
    };
  }
  export default function test(name: string, run: (context: TestContext) => void | Promise<void>): void;
}

declare module "node:timers/promises" {
  export function setImmediate(): Promise<void>;
}
