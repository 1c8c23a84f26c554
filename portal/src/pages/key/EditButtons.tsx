import { Button } from '../../components/Button.tsx';
import styles from './EditButtons.module.css';

export interface EditButtonsProps {
  /** What saving does, as a verb: "Save rules". */
  readonly saveLabel: string;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly isSaving?: boolean;
  /** False while there is nothing to save, or something wrong. */
  readonly maySave: boolean;
}

/** The buttons below what is edited in its place. */
export function EditButtons({ saveLabel, onSave, onCancel, isSaving = false, maySave }: EditButtonsProps) {
  return (
    <div className={styles.buttons}>
      <Button variant="primary" isPending={isSaving} isDisabled={!maySave} onPress={onSave}>
        {saveLabel}
      </Button>
      <Button variant="quiet" isDisabled={isSaving} onPress={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
