import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { endpoint } from '../lib/server.mjs';

const client = (preferGetMethod) => new Client({ url: endpoint(), exchanges: [cacheExchange, fetchExchange], preferGetMethod });

async function ask(query, variables, preferGetMethod = false) {
  const { data, error } = await client(preferGetMethod).query(query, variables).toPromise();
  assert.equal(error, undefined);
  return data;
}

test('two analysts stand on different sides of whom Palmyra served', async () => {
  const people = await ask('{ hemo: person(slug: "tariq-hemo") { id } shawakh: person(slug: "anas-shawakh") { id } }');
  const { claims } = await ask(
    gql`
      query ($actors: [ID!]) {
        claims(filter: { contestedBy: $actors }) {
          edges {
            node {
              slug
              stances(position: [SUPPORTS, OPPOSES], first: 100) {
                edges {
                  node {
                    actor {
                      id
                    }
                    position
                  }
                }
              }
            }
          }
        }
      }
    `,
    { actors: [people.hemo.id, people.shawakh.id] },
  );
  const palmyra = claims.edges.map((e) => e.node).filter((c) => c.slug.startsWith('palmyra'));
  // Not on whether the SDF gained: Shawakh says only that it tried.
  assert.deepEqual(palmyra.map((c) => c.slug), ['palmyra-served-government']);
  const sides = Object.fromEntries(palmyra[0].stances.edges.map(({ node }) => [node.actor.id, node.position]));
  assert.equal(sides[people.shawakh.id], 'SUPPORTS');
  assert.equal(sides[people.hemo.id], 'OPPOSES');
});

test('what two analysts disagree on leads to their words', async () => {
  const { person } = await ask(
    gql`
      query {
        person(slug: "tariq-hemo") {
          alignments(kind: DISAGREEMENT) {
            edges {
              node {
                b {
                  name
                }
                disagreed
                points(kind: DISAGREEMENT) {
                  edges {
                    node {
                      claim {
                        slug
                      }
                      a {
                        position
                        evidence {
                          quote {
                            id
                            document {
                              slug
                            }
                          }
                        }
                      }
                      stated {
                        basis
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    `,
    {},
  );
  const [{ node: alignment }] = person.alignments.edges;
  assert.equal(alignment.b.name, 'Anas Shawakh');
  const [{ node: point }] = alignment.points.edges;
  assert.equal(point.claim.slug, 'palmyra-served-government');
  assert.equal(point.a.position, 'OPPOSES');
  assert.equal(point.a.evidence[0].quote.document.slug, 'enab-baladi-coalition');
  // The article says that he disagreed, not with whom.
  assert.deepEqual(point.stated.map((r) => r.basis), ['INFERRED']);
});

test('an event has its date', async () => {
  const { event } = await ask('{ event(slug: "palmyra-attack") { start kind } }');
  assert.deepEqual([event.start, event.kind], ['2025-12-13', 'ATTACK']);
});

test('a position begins on the day it was said', async () => {
  const query = gql`
    query ($asOf: Date!) {
      person(slug: "mazloum-abdi") {
        positions(asOf: $asOf, first: 100) {
          edges {
            node {
              since
              claim {
                slug
              }
            }
          }
        }
      }
    }
  `;
  const position = async (asOf) => {
    const { person } = await ask(query, { asOf });
    return person.positions.edges.map((e) => e.node).find((p) => p.claim.slug === 'fight-needs-joint-effort');
  };
  assert.equal(await position('2025-12-12'), undefined);
  assert.equal((await position('2025-12-13')).since, '2025-12-13');
  // A month counts at its end.
  assert.equal((await position('2025-12')).since, '2025-12-13');
});

test('GET and POST give the same answer', async () => {
  const query = gql`
    {
      graph {
        revision
        people
        claims
        quotes
      }
    }
  `;
  const [got, posted] = [await ask(query, {}, 'force'), await ask(query, {})];
  assert.deepEqual(got.graph, posted.graph);
  assert.ok(got.graph.claims >= 35, 'at least 35 claims are on record');
});
