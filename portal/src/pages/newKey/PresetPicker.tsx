import { ToggleButton } from 'react-aria-components';
import type { Preset } from '../../api/types.ts';
import { classes } from '../../components/classes.ts';
import styles from './PresetPicker.module.css';

export interface PresetPickerProps {
  readonly presets: readonly Preset[];
  readonly scopes: readonly string[];
  readonly onPick: (preset: Preset) => void;
}

/** Common uses, each with the scopes that it takes. */
export function PresetPicker({ presets, scopes, onPick }: PresetPickerProps) {
  return (
    <div className={styles.picker} role="group" aria-label="Start from a common use">
      <span className={styles.label} aria-hidden="true">
        Start from a common use
      </span>
      <div className={styles.presets}>
        {presets.map((preset) => (
          <ToggleButton
            key={preset.name}
            isSelected={isSame(preset.scopes, scopes)}
            onChange={() => onPick(preset)}
            className={classes(styles.preset)}
          >
            <span className={styles.name}>{preset.name}</span>
            <span className={styles.useCase}>{preset.useCase}</span>
          </ToggleButton>
        ))}
      </div>
    </div>
  );
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((scope) => b.includes(scope));
}
