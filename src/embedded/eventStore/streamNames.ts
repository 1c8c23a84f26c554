/**
 * Names of streams. `$$orders` is the metadata stream of `orders`; the two share one fate (a tombstone ends both,
 * metadata hides events), so the store keeps their state together under the name of the original.
 */

const METADATA_PREFIX = '$$';

export const isMetadataStream = (stream: string): boolean => stream.startsWith(METADATA_PREFIX);

export const metadataStreamOf = (stream: string): string => METADATA_PREFIX + stream;

/** `orders` for `orders` and for `$$orders`. */
export const originalOf = (stream: string): string =>
  isMetadataStream(stream) ? stream.slice(METADATA_PREFIX.length) : stream;
