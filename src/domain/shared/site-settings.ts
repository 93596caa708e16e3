import { eq } from 'drizzle-orm';
import { siteSettings } from '#db/schema/site.ts';
import type { Day } from './calendar.ts';
import type { Context } from './context.ts';

/**
 * Who answers for the site.
 *
 * @source Decree 248/2026/NĐ-CP, article 4 (read in secondary copies).
 */
export type SiteOwner = {
  name: string;
  /** Enterprise number, or the decision that founded the body. */
  registration: string;
  address: string;
  phone: string;
  email: string;
  representative: string;
  /** Still the placeholder of the demo world: pages say that it has to be filled in. */
  isExample: boolean;
};

type Settings = {
  /** Present while the register holds the demo world. */
  demo_world: { madeOn: Day };
  owner: SiteOwner;
  /** Which edition of our reference places the tables hold. */
  reference_places: { edition: string };
  /** By which reading of the last day the kept standings were worked out. */
  last_day_rule: { rule: string };
  /** The last day on which the day's notices were written. */
  notices_written: { on: Day };
  /** The last day whose card payments were compared with the card service. */
  cards_compared: { on: Day };
  /** Under which name journals of scans of this register lie on disk. */
  scan_journals: { name: string };
  payout_rules: { least: number; days: number };
  /** How tax is withheld of sellers; `null`: it is not. */
  withholding: {
    on: { from: Day; covers: 'card' | 'all'; edition: Day; basis: string } | null;
  };
};

async function setting<Name extends keyof Settings>(
  ctx: Context,
  name: Name,
): Promise<Settings[Name] | null> {
  const [found] = await ctx.db
    .select({ value: siteSettings.value })
    .from(siteSettings)
    .where(eq(siteSettings.name, name));
  return (found?.value as Settings[Name] | undefined) ?? null;
}

/** Sets or replaces one setting. */
export async function keepSetting<Name extends keyof Settings>(
  ctx: Context,
  name: Name,
  value: Settings[Name],
): Promise<void> {
  await ctx.db
    .insert(siteSettings)
    .values({ name, value, updatedAt: ctx.now })
    .onConflictDoUpdate({ target: siteSettings.name, set: { value, updatedAt: ctx.now } });
}

/** The day on which the demo world was made; `null`: the register is a real one. */
export async function demoWorldOf(ctx: Context): Promise<Day | null> {
  return (await setting(ctx, 'demo_world'))?.madeOn ?? null;
}

/** Whether the site shows the demo world, and has to say so on every page. */
export async function isDemo(ctx: Context): Promise<boolean> {
  return (await demoWorldOf(ctx)) !== null;
}

/** `null`: nobody has said yet who answers for this site. */
export async function siteOwner(ctx: Context): Promise<SiteOwner | null> {
  return setting(ctx, 'owner');
}

/** Which edition of our reference places the tables hold; `null`: none yet. */
export async function referencePlacesHeld(ctx: Context): Promise<string | null> {
  return (await setting(ctx, 'reference_places'))?.edition ?? null;
}

/** By which reading of the last day the kept standings were worked out; `null`: not yet. */
export async function lastDayRuleHeld(ctx: Context): Promise<string | null> {
  return (await setting(ctx, 'last_day_rule'))?.rule ?? null;
}

/** The last day on which the day's notices were written; `null`: never. */
export async function noticesWrittenOn(ctx: Context): Promise<Day | null> {
  return (await setting(ctx, 'notices_written'))?.on ?? null;
}

/** The last day whose card payments were compared with the card service; `null`: never. */
export async function cardsComparedOn(ctx: Context): Promise<Day | null> {
  return (await setting(ctx, 'cards_compared'))?.on ?? null;
}

/** How tax is withheld of sellers; `null`: it is not. */
export async function withholdingKept(ctx: Context): Promise<Settings['withholding']['on']> {
  return (await setting(ctx, 'withholding'))?.on ?? null;
}

/** When producers are paid out; `null`: nobody has said. */
export async function payoutRulesKept(ctx: Context): Promise<{ least: number; days: number } | null> {
  return setting(ctx, 'payout_rules');
}

/** Under which name journals of scans of this register lie: another register may keep its data in the same folder. */
export async function scanJournalsOf(ctx: Context, proposed: string): Promise<string> {
  await ctx.db
    .insert(siteSettings)
    .values({ name: 'scan_journals', value: { name: proposed }, updatedAt: ctx.now })
    .onConflictDoNothing();
  return (await setting(ctx, 'scan_journals'))?.name ?? proposed;
}
