import { useState } from 'react';
import { Link } from 'react-router';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Menu, X } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { classes } from '../components/classes.ts';
import { Brand } from './Brand.tsx';
import { Sidebar } from './Sidebar.tsx';
import styles from './TopBar.module.css';

/** On a phone, in place of the sidebar: the mark, and a sheet with what the sidebar has. */
export function TopBar() {
  const [isOpen, setOpen] = useState(false);
  return (
    <header className={styles.bar}>
      <Link to="/keys" className={styles.home} aria-label="Keyledger, to the API keys">
        <Brand />
      </Link>
      <Button
        variant="quiet"
        icon={<Menu />}
        aria-label="Menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      />
      <ModalOverlay isOpen={isOpen} onOpenChange={setOpen} isDismissable className={classes(styles.overlay)}>
        <Modal className={classes(styles.sheet)}>
          <Dialog aria-label="Menu" className={classes(styles.dialog)}>
            <Button
              variant="quiet"
              icon={<X />}
              aria-label="Close the menu"
              className={styles.close}
              onPress={() => setOpen(false)}
            />
            <Sidebar onLeave={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </header>
  );
}
