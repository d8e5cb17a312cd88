// Uses the generated types as an application would. The lines marked as errors
// must stay errors: they are what the types are for.
import type { PositionsQuery, PositionsQueryVariables, QuoteFilter, SpeakersQuery, StancePosition } from '../out/codegen/live.js';
import type { PositionsQuery as FromPublished } from '../out/codegen/published.js';

const variables: PositionsQueryVariables = { slug: 'tariq-hemo', asOf: '2025-12' };

export function sides(answer: PositionsQuery): Map<string, StancePosition> {
  const found = new Map<string, StancePosition>();
  for (const { node } of answer.person?.positions.edges ?? []) found.set(node.claim.text, node.position);
  return found;
}

export function headcounts(answer: SpeakersQuery): number[] {
  return answer.quotes.edges.flatMap(({ node: { speaker } }) => (speaker.__typename === 'UnnamedSource' ? [speaker.headcount ?? 1] : []));
}

// The running server and the published schema describe the same answer.
export const same = (answer: FromPublished): PositionsQuery => answer;

// A person may be missing.
// @ts-expect-error
export const name = (answer: PositionsQuery): string => answer.person.name;

// A date of speaking may be unknown.
// @ts-expect-error
export const said = (answer: SpeakersQuery): string[] => answer.quotes.edges.map(({ node }) => node.saidOn);

// There is no such side.
// @ts-expect-error
export const filter: QuoteFilter = { position: ['NEUTRAL'] };

export { variables };
