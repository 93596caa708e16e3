/** A change that a source asks for and a person decides. */

/** Why nobody but a person does it. */
export const RISKS = ['stars_up', 'end_later', 'undone', 'maker_moved', 'decided_here'] as const;
export type Risk = (typeof RISKS)[number];

export type ProposalState =
  | 'waiting'
  | 'accepted'
  | 'refused'
  /** The source says something else by now, or the same as the register. */
  | 'overtaken';

export type Proposal = {
  slot: string;
  subject: string;
  name: string;
  what: 'fields' | 'certificate' | 'event' | 'maker';
  risks: Risk[];
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  facts: Record<string, unknown>;
  provinceCode: string | null;
  communeCode: string | null;
};
