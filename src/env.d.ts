declare namespace App {
  interface Locals {
    /** All that lives as long as the process: database, places, search, settings. */
    site: import('#src/web/site.ts').Site;
    ctx: import('#src/domain/shared/context.ts').Context;
    /** Who is signed in; `null`: nobody. */
    person: import('#src/web/session.ts').SignedIn | null;
    lang: import('#src/i18n/lang.ts').Lang;
    /** Today in Vietnam. */
    today: import('#src/domain/shared/calendar.ts').Day;
    /** Whether this visitor has declared to be 18 or older. */
    adult: boolean;
    /** The address asked for, without `/en`. */
    path: string;
    /** The page of a stamp is rendered with marks, to be kept; `undefined`: for whoever asks. */
    template?: import('#src/web/stamp-words.ts').StampTemplate | undefined;
  }
}
