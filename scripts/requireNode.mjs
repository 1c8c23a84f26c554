// Imported first, and written so that an old Node can read it as far as its message.
const oldest = 20;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    'Keyledger needs Node.js ' +
      oldest +
      ' or newer, and this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n',
  );
  process.exit(1);
}
