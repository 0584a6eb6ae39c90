/** Whether a list or table of that name can become a file in /proc (net/netfilter/x_tables.c, xt_check_proc_name). */
export function isProcName(name: string): boolean {
  return !['', '.', '..'].includes(name) && !name.includes('/')
}
