import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import relay from 'relay-runtime';
import { endpoint, here } from '../lib/server.mjs';

const artifacts = `${here}out/relay`;

async function compile() {
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  // The artifacts refer to one another as CommonJS does, without extensions.
  writeFileSync(`${artifacts}/package.json`, '{ "type": "commonjs" }\n');
  const compiler = `${here}node_modules/relay-compiler/cli.js`;
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json', '--noWatchman'], { cwd: here });
}

const artifact = (name) => createRequire(import.meta.url)(`${artifacts}/${name}.graphql.js`);

function environment() {
  const network = relay.Network.create(async ({ text }, variables) => {
    const response = await fetch(endpoint(), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return response.json();
  });
  return new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });
}

describe('a Relay client', () => {
  before(compile);

  test('compiles a connection on a claim and one on any actor', () => {
    for (const name of ['Claim_stances', 'Claim_speaker']) {
      const { metadata } = artifact(name);
      assert.equal(metadata.connection.length, 1);
      assert.equal(metadata.refetch.identifierInfo?.identifierField ?? metadata.refetch.identifierField, 'id');
    }
  });

  test('refetches through node', () => {
    const { params } = artifact('ClaimStancesPaginationQuery');
    assert.match(params.text, /node\(id: \$id\)/);
  });

  test('asks a running server and follows its pages', async () => {
    const query = artifact('ClaimQuery');
    const relayEnvironment = environment();
    const data = await relay.fetchQuery(relayEnvironment, query, { actor: 'tariq-hemo', first: 1 }).toPromise();
    const [{ node }] = data.claims.edges;
    assert.ok(node.text.length > 0);
    const page = artifact('ClaimStancesPaginationQuery');
    const operation = relay.createOperationDescriptor(page, { id: node.id, first: 1 });
    await relay.fetchQuery(relayEnvironment, page, operation.request.variables).toPromise();
    const record = relayEnvironment.getStore().getSource().get(node.id);
    assert.equal(record.__typename, 'Claim');
    const records = relayEnvironment.getStore().getSource().toJSON();
    const speakers = Object.values(records).filter((r) => r.name === 'Tariq Hemo');
    assert.equal(speakers.length, 1, 'Tariq Hemo is one record');
  });
});
