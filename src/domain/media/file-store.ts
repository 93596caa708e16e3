/** Where the bytes of a file lie: with the facts about it, in a folder, or with a service that speaks S3. */
export const FILE_PLACES = ['database', 'folder', 's3'] as const;
export type FilePlace = (typeof FILE_PLACES)[number];
export type OutsidePlace = Exclude<FilePlace, 'database'>;

/** First and last byte, both of them included. */
export type ByteRange = { from: number; to: number };

/**
 * A place outside the database. A name is the hash of the bytes, so that writing it again changes nothing.
 * Whoever cannot be reached throws; a name that is not there is `null`.
 */
export type Keeper = {
  write: (name: string, bytes: Uint8Array) => Promise<void>;
  read: (name: string, range?: ByteRange) => Promise<ReadableStream<Uint8Array> | null>;
  /** Nothing there is as well. */
  remove: (name: string) => Promise<void>;
};

export type FileStore = {
  /** Where new files go; those of before are read where they lie. */
  into: FilePlace;
  outside: Readonly<Partial<Record<OutsidePlace, Keeper>>>;
  /** A file that the register knows is not where it should be: somebody has to hear of it. */
  missing: (sha256: string, place: FilePlace) => void;
};

/** Files lie in the database in parts, so that of a long recording only what is asked for is read. */
export const PART_BYTES = 512 * 1024;

/** Everything in the database, as long as nobody says otherwise. */
export const IN_DATABASE: FileStore = { into: 'database', outside: {}, missing: () => {} };
