import * as ours from '@mailwire/dns'
import packet from 'dns-packet'
const mk=(m)=>Buffer.from(ours.encodeMessage(m))
const ans={ id: 1985, flags: { qr: true, rd: true, ra: true }, edns: { udpPayloadSize: 4096 } }
const msgs={
 query: mk({ id: 1985, flags: { rd: true }, questions: [{ name: 'gmail.com', type: 'MX' }], edns: { udpPayloadSize: 4096 } }),
 a: mk({...ans, questions:[{name:'www.some.domain',type:'A'}],answers:[{name:'www.some.domain',type:'A',ttl:300,data:{address:'192.0.2.25'}}]}),
 txt: mk({...ans, questions: [{ name: 'some.domain', type: 'TXT' }], answers: [['v=spf1 include:_spf.mail.example include:spf.protection.example ip4:192.0.2.0/24 ip6:2001:db8::/32 -all'],['site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ'],['k=rsa; p='.padEnd(255, 'MIIBIjANBgkqhkiG9w0'), 'QIDAQAB']].map(strings=>({name:'some.domain',type:'TXT',ttl:3600,data:{strings}}))}),
}
const which=process.argv[2]||'query'
const b=msgs[which]
let sink
const cpu=()=>{const {user,system}=process.cpuUsage();return (user+system)*1000}
function t(f,n){const s=cpu();for(let i=0;i<n;i++)sink=f(b);return (cpu()-s)/n}
for(const f of [ours.decodeMessage,x=>packet.decode(x)])t(f,300000)
const o=[],p=[]
for(let r=0;r<15;r++){o.push(t(ours.decodeMessage,200000));p.push(t(x=>packet.decode(x),100000))}
const med=a=>a.sort((x,y)=>x-y)[a.length>>1]
console.log(which,'ours',med(o).toFixed(0),'packet',med(p).toFixed(0),(med(p)/med(o)).toFixed(2))
