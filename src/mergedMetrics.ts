/**
 * The metrics of several processes as those of one place. Each sample keeps a label that tells its process, so that nothing
 * is summed here: a sum would fall when a process is started again, and Prometheus would take that for a reset of the whole.
 */

/** Samples of one name belong together, under one HELP and TYPE: https://prometheus.io/docs/instrumenting/exposition_formats/ */
interface Family {
  readonly head: string[];
  readonly samples: string[];
}

/** Prometheus's text format of all of them. @param texts by the value that the label `process` gets */
export function mergedMetrics(texts: ReadonlyMap<string, string>): string {
  const families = new Map<string, Family>();
  for (const [process, text] of texts) {
    let family: Family = { head: [], samples: [] };
    for (const line of text.split('\n')) {
      const [, comment, name = ''] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
      if (comment === undefined) {
        if (line !== '') family.samples.push(labelled(line, process));
        continue;
      }
      family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      if (!family.head.includes(line)) family.head.push(line);
    }
  }
  return Array.from(families.values(), ({ head, samples }) => `${[...head, ...samples].join('\n')}\n`).join(
    '\n',
  );
}

/** `name{a="b"} 1` or `name 1`, with the label in front. */
function labelled(sample: string, process: string): string {
  return sample.replace(/^([\w:]+)(\{?)/, (_, name: string, open: string) =>
    open === '' ? `${name}{process="${process}"}` : `${name}{process="${process}",`,
  );
}
