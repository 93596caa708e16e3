import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

/** Pages that people wrote: `content/{about,help,legal,data}/{vi,en}/{last part of the address}.md`. */
const words = defineCollection({
  loader: glob({ pattern: '{about,help,legal,data}/{vi,en}/*.md', base: './content' }),
  schema: z.strictObject({
    title: z.string(),
    /** One or two sentences: shown under the title, in lists and to search engines. */
    lead: z.string(),
    /** Place in the list of its section. */
    order: z.int(),
    updated: z.iso.date(),
    /** What is drawn or listed besides the text. */
    figure: z.enum(['certificate-life', 'old-to-new', 'stamp', 'owner', 'errors', 'retention']).optional(),
    /** Has blanks that the operator fills in. */
    draft: z.boolean().default(false),
    /** Is there only where one can order. */
    selling: z.boolean().default(false),
  }),
});

export const collections = { words };
