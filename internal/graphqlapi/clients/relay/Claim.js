// A page on a claim as a Relay application would write it. The fragments are
// compiled by relay-compiler; the components around them do not matter here.
import { graphql } from 'relay-runtime';

export const claimQuery = graphql`
  query ClaimQuery($actor: String!, $first: Int!) {
    claims(orderBy: CONTESTED, first: 1) {
      edges {
        node {
          id
          text
          ...Claim_stances
        }
      }
    }
    actor(slug: $actor) {
      ...Claim_speaker @arguments(first: $first)
    }
  }
`;

export const claimStances = graphql`
  fragment Claim_stances on Claim
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }, position: { type: "[StancePosition!]" })
  @refetchable(queryName: "ClaimStancesPaginationQuery") {
    stances(first: $first, after: $after, position: $position) @connection(key: "Claim_stances", filters: ["position"]) {
      totalCount
      edges {
        node {
          position
          qualified
          certainty
          actor {
            name
          }
          quote {
            gist
            document {
              title
            }
          }
        }
      }
    }
  }
`;

export const claimSpeaker = graphql`
  fragment Claim_speaker on Actor
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "ClaimSpeakerPaginationQuery") {
    name
    quotes(first: $first, after: $after) @connection(key: "Claim_quotes") {
      edges {
        node {
          gist
          fragments
        }
      }
    }
  }
`;
