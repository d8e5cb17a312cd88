import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { buildSchema, isObjectType } from 'graphql';
import config from '../eslint.config.mjs';
import { contract, contractFile, here, repository } from '../lib/server.mjs';

const eslint = () => new ESLint({ cwd: repository, overrideConfigFile: `${here}eslint.config.mjs` });

/** Names that begin like their type because there is no plainer word for them. */
const accepted = [
  'Field "position" starts with the name of the parent type "Position"',
  'Field "proposal" starts with the name of the parent type "Proposal"',
  'Field "reviewer" starts with the name of the parent type "Review"',
];

test('the contract keeps the rules for schemas and for Relay', async () => {
  const [result] = await eslint().lintFiles([contractFile]);
  const [names, others] = [true, false].map((named) => result.messages.filter((m) => accepted.includes(m.message) === named));
  assert.deepEqual(others.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`), []);
  assert.deepEqual(names.map((m) => m.message).toSorted(), accepted);
});

test('the rules are in force', async () => {
  const [result] = await eslint().lintText('type queryType { Wrong_Name: String }', { filePath: contractFile });
  const rules = new Set(result.messages.map((m) => m.ruleId));
  for (const rule of ['naming-convention', 'require-description', 'strict-id-in-types']) {
    assert.ok(rules.has(`@graphql-eslint/${rule}`), `${rule} did not speak up`);
  }
});

test('only what has no id is excepted from having one', () => {
  const schema = buildSchema(contract());
  const [, { exceptions }] = config[0].rules['@graphql-eslint/strict-id-in-types'];
  for (const name of exceptions.types) {
    const type = schema.getType(name);
    assert.ok(isObjectType(type) && !type.getFields().id, name);
  }
});

test('only what is computed, or not yet of the graph, is listed without being a node', () => {
  const schema = buildSchema(contract());
  const listed = Object.values(schema.getTypeMap()).filter((t) => t.name.endsWith('Edge')).map((t) => t.getFields().node.type.ofType);
  const others = listed.filter((t) => t.name !== 'Node' && !t.getInterfaces().some((i) => i.name === 'Node')).map((t) => t.name);
  assert.deepEqual(others.toSorted(), ['Alignment', 'AlignmentPoint', 'PastChange', 'Position', 'Proposal', 'RecordChange', 'Shift']);
});
