/**
 * Descriptions of the API: paragraphs and lists with `code`, **weight** and links, as nodes and never as HTML. Whatever
 * else Markdown knows stays the text that it is.
 */
import { createElement, Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { classes } from '../../components/classes.ts';
import styles from './Prose.module.css';

export function Prose({
  text,
  className,
}: {
  readonly text: string;
  readonly className?: string | undefined;
}) {
  const blocks = text.split(/\n{2,}/).map((block) => createElement(Block, { block: block.trim() }));
  // As arguments and not as a list: a text never changes its order, so its parts need no keys.
  return createElement('div', { className: classes(styles.prose, className) }, ...blocks);
}

function Block({ block }: { readonly block: string }) {
  const lines = block.split('\n');
  if (lines.every((line) => line.startsWith('- '))) {
    return (
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <Words text={line.slice(2)} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      <Words text={block} />
    </p>
  );
}

/** One line of such a text, to stand inside something else. */
export function Words({ text }: { readonly text: string }): ReactNode {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\((?:https?:\/\/|\/|#)[^)\s]+\))/);
  return createElement(Fragment, null, ...parts.map(word));
}

function word(part: string): ReactNode {
  if (part.startsWith('`') && part.endsWith('`') && part.length > 2) return <code>{part.slice(1, -1)}</code>;
  if (part.startsWith('**') && part.endsWith('**') && part.length > 4)
    return <strong>{part.slice(2, -2)}</strong>;
  const [, label, href] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part) ?? [];
  if (label === undefined || href === undefined) return part;
  const page = /^\/portal(\/.*)$/.exec(href)?.[1];
  return page === undefined ? <a href={href}>{label}</a> : <Link to={page}>{label}</Link>;
}
