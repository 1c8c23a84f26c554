/**
 * The files of the portal's build, read once and held in memory: they are few. So no caller who leaves in the middle keeps a
 * file open, no build that is made anew beneath us mixes with the one before it, and a disk that fails ends nothing here.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const encodings = { br: '.br', gzip: '.gz' } as const;
/** Those that a file may have beside itself, the shortest first. */
export const packed = ['br', 'gzip'] as const satisfies readonly (keyof typeof encodings)[];
export type Packed = (typeof packed)[number];

export interface PortalFile {
  /** Its Content-Type. */
  readonly type: string;
  readonly plain: Content;
  readonly packed: Readonly<Partial<Record<Packed, Content>>>;
}

export interface Content {
  readonly bytes: Buffer;
  /** As `ETag` and `If-None-Match` have it (RFC 9110 §8.8.3). */
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css;charset=utf-8',
  '.html': 'text/html;charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript;charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain;charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** By their path in the folder, which begins with a slash. @throws Error when a file cannot be read */
export function readPortalFiles(folder: string): ReadonlyMap<string, PortalFile> {
  const contents = new Map(
    pathsIn(folder).map((path) => [path, content(readFileSync(join(folder, path)))] as const),
  );
  const files = new Map<string, PortalFile>();
  for (const [path, plain] of contents) {
    if (Object.values<string>(encodings).includes(extname(path))) continue;
    const shorter = packed.flatMap((encoding) => {
      const found = contents.get(path + encodings[encoding]);
      return found === undefined ? [] : [[encoding, found] as const];
    });
    files.set(path, {
      type: types[extname(path)] ?? 'application/octet-stream',
      plain,
      packed: Object.fromEntries(shorter),
    });
  }
  return files;
}

/** Without those whose name begins with a dot: they are nobody's business. */
function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const path = `/${entry.name}`;
    return entry.isDirectory() ? pathsIn(join(folder, entry.name)).map((below) => path + below) : [path];
  });
}

function content(bytes: Buffer): Content {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
}
