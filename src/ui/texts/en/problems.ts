/** What is wrong with what stands in a field. */
export const problems = {
  address: 'An IPv4 address, like 192.0.2.7.',
  number: (least: number, most: number) => `A whole number from ${least} to ${most}.`,
  mac: 'Six bytes, like 02:00:00:00:00:01.',
  required: 'Needed here.',
}
