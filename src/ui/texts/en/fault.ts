/** What is said where the page itself has failed. */
export const fault = {
  title: 'The page has stopped',
  why: 'That is a fault of ours. Nothing that you typed is lost: it is there again when the page is loaded anew.',
  reload: 'Load again',
  copy: 'Copy the rules',
  copied: 'Copied.',
}
