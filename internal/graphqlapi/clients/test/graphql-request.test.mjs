import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError, GraphQLClient, gql } from 'graphql-request';
import { endpoint } from '../lib/server.mjs';

const client = () => new GraphQLClient(endpoint());

test('a printed spelling finds its person', async () => {
  const query = gql`
    query Find($text: String!) {
      search(text: $text, kinds: [PERSON]) {
        edges {
          matched
          node {
            id
            ... on Person {
              slug
              name
              names {
                text
                kind
              }
              affiliations {
                institution {
                  name
                }
              }
            }
          }
        }
      }
    }
  `;
  const { search } = await client().request(query, { text: 'Hamo' });
  const [{ node, matched }] = search.edges;
  assert.equal(node.slug, 'tariq-hemo');
  assert.equal(node.name, 'Tariq Hemo');
  assert.match(matched, /Hamo/);
  assert.ok(node.names.some((n) => n.kind === 'AS_PRINTED' && /Hamo/.test(n.text)), 'Hamo is on record as printed');
  assert.deepEqual(node.affiliations.map((a) => a.institution.name), ['Kurdish Center for Studies']);
});

test('every speaker of a claim leads to words and document', async () => {
  const query = gql`
    {
      person(slug: "tariq-hemo") {
        quotes(first: 100) {
          totalCount
          edges {
            node {
              speaker {
                slug
              }
              mode
              fragments
              gist
              document {
                publisher {
                  name
                }
              }
            }
          }
        }
      }
    }
  `;
  const { person } = await client().request(query);
  const quotes = person.quotes.edges.map((e) => e.node);
  assert.equal(quotes.length, person.quotes.totalCount);
  for (const q of quotes) {
    assert.equal(q.speaker.slug, 'tariq-hemo');
    assert.equal(q.document.publisher.name, 'Enab Baladi');
    assert.equal(q.fragments.length > 0, q.mode === 'DIRECT' || q.mode === 'MIXED', q.gist);
  }
  const words = quotes.flatMap((q) => q.fragments);
  assert.ok(words.includes('terrorist operation'), 'Hemo called the attack a "terrorist operation"');
});

test('the poll is on record with its size and shares', async () => {
  const { polls } = await client().request(gql`
    {
      polls {
        edges {
          node {
            sample
            selfSelected
            answers {
              percent
            }
          }
        }
      }
    }
  `);
  const poll = polls.edges.map((e) => e.node).find((p) => p.sample === 924);
  assert.ok(poll, 'the poll of 924 participants');
  assert.equal(poll.selfSelected, true);
  assert.deepEqual(poll.answers.map((a) => a.percent).toSorted((a, b) => b - a), [43, 41, 16]);
});

test('the unknown is null and the malformed is an error with a code', async () => {
  const { person } = await client().request('{ person(slug: "nobody-of-that-name") { id } }');
  assert.equal(person, null);
  await assert.rejects(client().request('{ people(first: 101) { totalCount } }'), (error) => {
    assert.ok(error instanceof ClientError);
    assert.equal(typeof error.response.errors[0].extensions.code, 'string');
    return true;
  });
});
