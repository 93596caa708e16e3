import { nodeHash, rootOfRow, type Hash, type HashReader } from './merkle.ts';

/**
 * The tree as files that never change: rows of 256 hashes, each row hashed into one of the row above.
 *
 * @source C2SP tlog-tiles.
 */
export const TILE_WIDTH = 256;
/** Halvings between the leaves of a tile and its root. */
export const TILE_HEIGHT = 8;
const HASH_BYTES = 32;

/** `entries`: the entries themselves; a number: hashes, of leaves at level 0. `width` below 256: the end of the tree. */
export type Tile = { level: number | 'entries'; n: number; width: number };

const numbered = (n: number): string => {
  const parts = [String(n % 1000).padStart(3, '0')];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return parts.join('/');
};

/** The address of a tile below the log's: `tile/0/x001/234.p/17`. */
export const tilePath = ({ level, n, width }: Tile): string =>
  `tile/${level}/${numbered(n)}${width < TILE_WIDTH ? `.p/${width}` : ''}`;

/** Which tile an address names; `null`: none, or not in the one way to write it. */
export function tileAt(path: string): Tile | null {
  const [, level, digits, width] =
    /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(
      path,
    ) ?? [];
  if (level === undefined || digits === undefined) return null;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    n: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return tilePath(tile) === path ? tile : null;
}

/** How many hashes the tile has in a tree of this size; 0: it has no such tile. */
export function widthAt(size: number, level: number | 'entries', n: number): number {
  const row = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, row - n * TILE_WIDTH));
}

export const joined = (hashes: readonly Hash[]): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_BYTES);
  return bytes;
};

export const parted = (bytes: Uint8Array): Hash[] =>
  Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, at) =>
    bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );

/** Entries as a bundle has them: each behind its length. @param entries of at most 65,535 bytes. */
export function bundled(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
}

/** @throws RangeError when the bundle is cut. */
export function unbundled(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint16(at);
    if (at + 2 + length > bytes.length) throw new RangeError('bundle is cut');
    entries.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** The bytes of a tile; `null`: there is none. */
export type TileReader = (tile: Tile) => Promise<Uint8Array | null>;

/**
 * Hashes of a tree of `size` leaves, by its tiles; each is read once.
 *
 * @throws Error by the reader it gives, when a tile is missing or cut.
 */
export function hashesOf(read: TileReader, size: number): HashReader {
  const kept = new Map<string, Promise<Hash[]>>();
  const row = (level: number, n: number): Promise<Hash[]> => {
    const tile = { level, n, width: widthAt(size, level, n) };
    const path = tilePath(tile);
    const found =
      kept.get(path) ??
      read(tile).then((bytes) => {
        if (bytes?.length !== tile.width * HASH_BYTES) throw new Error(`${path} is missing`);
        return parted(bytes);
      });
    kept.set(path, found);
    return found;
  };
  return async (level, index) => {
    const span = 2 ** (level % TILE_HEIGHT);
    const start = index * span;
    const n = Math.floor(start / TILE_WIDTH);
    const hashes = await row(Math.floor(level / TILE_HEIGHT), n);
    return rootOfRow(hashes.slice(start - n * TILE_WIDTH, start - n * TILE_WIDTH + span))!;
  };
}

/** A tile that has all its hashes. */
export type FullTile = { level: number; n: number; bytes: Uint8Array; root: Hash };

/** The end of a tree that grows: of each level the hashes that do not fill a tile yet. */
export type Edge = { size: number; rows: Hash[][] };

/** Appends a leaf. @returns the tiles that it fills. */
export function grow(edge: Edge, leaf: Hash): FullTile[] {
  const full: FullTile[] = [];
  edge.size += 1;
  let hash = leaf;
  for (let level = 0; ; level += 1) {
    const row = (edge.rows[level] ??= []);
    row.push(hash);
    if (row.length < TILE_WIDTH) return full;
    hash = rootOfRow(row)!;
    const n = edge.size / TILE_WIDTH ** (level + 1) - 1;
    full.push({ level, n, bytes: joined(row), root: hash });
    edge.rows[level] = [];
  }
}

/** The root of a tree by its end. */
export function rootOfEdge({ rows }: Edge): Hash | null {
  let root: Hash | null = null;
  for (const row of rows) {
    // Complete subtrees of the row from the right, each larger than what it is joined to.
    let until = row.length;
    for (let span = 1; until > 0; span *= 2) {
      if (until % (span * 2) === 0) continue;
      const part: Hash = rootOfRow(row.slice(until - span, until))!;
      root = root === null ? part : nodeHash(part, root);
      until -= span;
    }
  }
  return root;
}
