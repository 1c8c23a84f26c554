import type { ReactElement, ReactNode } from 'react';
import { Focusable, OverlayArrow, Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { classes } from './classes.ts';
import styles from './Tooltip.module.css';

export interface TooltipProps {
  readonly content: ReactNode;
  /** What it is about: a Button of ours, or any element that can have the focus. */
  readonly children: ReactElement;
  readonly delay?: number;
}

/** A few words more about a control, while it is hovered or has the focus. Never the only place of something needed. */
export function Tooltip({ content, children, delay = 400 }: TooltipProps) {
  return (
    <TooltipTrigger delay={delay} closeDelay={80}>
      {typeof children.type === 'string' ? <Focusable>{children as never}</Focusable> : children}
      <AriaTooltip offset={8} className={classes(styles.tooltip)}>
        <OverlayArrow className={classes(styles.arrow)}>
          <svg width={8} height={8} viewBox="0 0 8 8" aria-hidden="true">
            <path d="M0 0 L4 4 L8 0" />
          </svg>
        </OverlayArrow>
        {content}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
