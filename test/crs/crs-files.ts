import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'

const crs = '../shared/crs'

/** Whether CRS with its tests is beside the project. */
export const hasCrs = existsSync(`${crs}/rules`)

/** What CRS's own tests load, in their order. */
export const crsTestRules = [
  { file: `${crs}/ftw-base.conf` },
  { file: `${crs}/crs-setup.conf.example` },
  { file: `${crs}/rules/*.conf` },
]

/** Recommended settings, the setup file as shipped, all rules: paranoia level 1. */
export const crsRecommended = [
  { file: 'corpus/recommended.conf' },
  { file: `${crs}/crs-setup.conf.example` },
  { file: `${crs}/rules/*.conf` },
]

/** The settings that the peers are measured with: `make-conf.sh … On 1 v3`. Null when the script is not there. */
export function peerConfiguration(): string | null {
  const script = '../shared/bench/peers/conf/make-conf.sh'
  if (!existsSync(script)) return null
  mkdirSync('build/crs', { recursive: true })
  execFileSync('bash', [script, crs, 'build/crs/peers.conf', 'On', '1', 'v3'])
  return 'build/crs/peers.conf'
}

/** Debian's CRS 3.3.4, fetched and unpacked once below build/. Null, with the reason, when that is not possible. */
export function debianCrs(): { readonly folder: string } | { readonly why: string } {
  const folder = 'build/crs/debian'
  const rules = `${folder}/usr/share/modsecurity-crs/rules`
  if (existsSync(rules)) return { folder }
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('apt-get', ['download', 'modsecurity-crs'], { cwd: folder, stdio: 'pipe', timeout: 60_000 })
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))!
    execFileSync('dpkg', ['-x', archive, '.'], { cwd: folder, stdio: 'pipe', timeout: 60_000 })
    return existsSync(rules) ? { folder } : { why: 'the package holds no rules where they are expected' }
  } catch (error) {
    return { why: `apt-get download modsecurity-crs: ${(error as Error).message.split('\n')[0]}` }
  }
}

/** A plugin as CRS plugins are laid out: config before CRS, before and after around the rules. */
export function samplePlugin(): { readonly before: readonly string[]; readonly after: readonly string[] } {
  mkdirSync('build/crs/plugin', { recursive: true })
  const write = (name: string, text: string): string => {
    writeFileSync(`build/crs/plugin/${name}`, text)
    return `build/crs/plugin/${name}`
  }
  const config = write(
    'sample-config.conf',
    'SecAction "id:9599010,phase:1,pass,t:none,nolog,setvar:tx.sample-plugin_enabled=1"\n',
  )
  const before = write(
    'sample-before.conf',
    'SecRule TX:sample-plugin_enabled "@eq 0" "id:9599099,phase:1,pass,nolog,ctl:ruleRemoveById=9599100-9599199"\n' +
      'SecRule REQUEST_FILENAME "@beginsWith /editor/" "id:9599100,phase:1,pass,t:none,nolog,ctl:ruleRemoveTargetById=942100;ARGS:text"\n',
  )
  const after = write(
    'sample-after.conf',
    'SecRule ARGS:secret "@streq plugin" "id:9599110,phase:2,deny,t:none,log,msg:\'sample plugin\',chain"\n' +
      '  SecRule TX:sample-plugin_enabled "@eq 1"\n',
  )
  return { before: [config, before], after: [after] }
}
