/** The window around everything: header, editor, dialogs, messages. */
export const shell = {}
