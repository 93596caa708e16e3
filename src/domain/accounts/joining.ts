/** What somebody is to the producer whom they want to keep. */
export const CLAIM_RELATIONS = ['owner', 'family', 'employee', 'cooperative'] as const;
export type ClaimRelation = (typeof CLAIM_RELATIONS)[number];

export type JoiningState = 'open' | 'accepted' | 'refused' | 'withdrawn';
