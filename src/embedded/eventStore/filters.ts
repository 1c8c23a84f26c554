/** Filters of `$all`: a regular expression or a set of prefixes, on the stream's name or the event's type. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { invalidArgument } from './errors.ts';

export interface EventFilter {
  readonly on: 'stream' | 'type';
  /** Any of these starts the name, case-sensitively; undefined for a regular expression. Postgres can check them. */
  readonly prefixes: readonly string[] | undefined;
  matches(event: { readonly stream: string; readonly type: string }): boolean;
}

export interface Filtering {
  readonly filter: EventFilter;
  /** A subscription sends a checkpoint each time it has considered this many events. */
  readonly checkpointInterval: number;
}

/** The search window of EventStoreDB when the client leaves it to the server. */
const DEFAULT_WINDOW = 32;

/** Throws INVALID_ARGUMENT for a filter that cannot be. */
export function readFilter(options: ReadReq.Options.FilterOptions): Filtering {
  const onType = options.hasEventType();
  const expression = onType ? options.getEventType() : options.getStreamIdentifier();
  if (expression === undefined)
    throw invalidArgument('A filter must be on the stream identifier or the event type.');
  const on = onType ? 'type' : 'stream';
  const regex = expression.getRegex();
  const filter = regex === '' ? prefixFilter(on, expression.getPrefixList()) : regexFilter(on, regex);
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  // A read has no checkpoints and leaves the multiplier at 0.
  const multiplier = Math.max(1, options.getCheckpointintervalmultiplier());
  return { filter, checkpointInterval: Math.max(1, window) * multiplier };
}

function prefixFilter(on: 'stream' | 'type', prefixes: readonly string[]): EventFilter {
  if (prefixes.length === 0) throw invalidArgument('A filter needs a regex or at least one prefix.');
  return { on, prefixes, matches: (event) => prefixes.some((prefix) => event[on].startsWith(prefix)) };
}

function regexFilter(on: 'stream' | 'type', regex: string): EventFilter {
  const pattern = compile(regex);
  return { on, prefixes: undefined, matches: (event) => pattern.test(event[on]) };
}

function compile(regex: string): RegExp {
  try {
    return new RegExp(regex);
  } catch (error) {
    throw invalidArgument(
      `The filter's regex is not valid: ${error instanceof Error ? error.message : regex}`,
    );
  }
}
