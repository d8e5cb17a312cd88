// The contract under the rules of GraphQL ESLint, for schemas and for Relay.
// Every exception is named here, with its reason.
import graphql from '@graphql-eslint/eslint-plugin';
import { contractFile } from './lib/server.mjs';

/** Value types: without identity, so without an id to ask for again. */
const values = [
  'Name', 'LocalizedText', 'InstitutionLink', 'Tally', 'TextSelector', 'Verification', 'AttributionHop', 'Correction',
  'Position', 'Shift', 'Participation', 'PollAnswer', 'PollSide', 'GraphInfo', 'PageInfo',
  'Alignment', 'AlignmentPoint', 'AlignmentFinding', 'AlignmentMatrix', 'StancePath', 'Camp', 'CampClaim',
  'Problem', 'RecordChange', 'FieldChange', 'History', 'PastChange',
  'QuoteAdded', 'PositionChanged',
  // A proposal is no part of the graph: it is named by `proposal`, and no node.
  'Proposal',
];

export default [
  {
    files: ['**/schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: contractFile } } },
    linterOptions: { noInlineConfig: true },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { types: values, suffixes: ['Connection', 'Edge', 'Payload'] } }],
      // Lists are paged forwards only: a page backwards is the other order.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/relay-edge-types': [
        'error',
        {
          // Short lists of known length (names, topics, hops) are plain lists.
          listTypeCanWrapOnlyEdgeType: false,
          // Positions, shifts and alignments are computed for a date and have no id.
          shouldImplementNode: false,
        },
      ],
    },
  },
];
