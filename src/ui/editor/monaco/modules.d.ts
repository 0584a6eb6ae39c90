/** Monaco's modules that are imported for what they register and come without types. */
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController'
declare module 'monaco-editor/features/*/register'
