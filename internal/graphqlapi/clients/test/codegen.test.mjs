import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import { endpoint, here, server } from '../lib/server.mjs';

const scalar = { input: 'string', output: 'string' };
const options = {
  plugins: ['typescript', 'typescript-operations'],
  config: { enumsAsTypes: true, strictScalars: true, scalars: { Date: scalar, DateTime: scalar, URL: scalar, LanguageTag: scalar } },
};

async function types() {
  rmSync(`${here}out/codegen`, { recursive: true, force: true });
  const config = {
    cwd: here,
    silent: true,
    documents: `${here}codegen/questions.graphql`,
    generates: {
      [`${here}out/codegen/live.ts`]: { schema: endpoint(), ...options },
      [`${here}out/codegen/published.ts`]: { schema: `${server()}/schema.graphql`, ...options },
    },
  };
  return generate(config, true);
}

describe('types generated from the address', () => {
  let files;
  before(async () => {
    files = await types();
  });

  test('come from the running server and from the published schema', () => {
    assert.equal(files.length, 2);
    for (const { content } of files) assert.match(content, /export type Person = Actor & Node/);
  });

  test('are accepted and enforced by the compiler', async () => {
    const tsc = `${here}node_modules/typescript/bin/tsc`;
    await promisify(execFile)(process.execPath, [tsc, '-p', 'codegen'], { cwd: here }).catch((e) => assert.fail(e.stdout || e.message));
  });
});
