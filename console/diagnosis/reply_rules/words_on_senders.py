"""What servers of any make say about us: our SPF, DKIM and DMARC, our name in DNS, our encryption, our reputation."""

from console.diagnosis.reason import AUTHENTICATION, IP_BLOCKED, NO_REVERSE_DNS, SENDER_REFUSED, TLS_REQUIRED
from console.diagnosis.reply_rules.rule import Rule, Table

ON_SENDERS = Table(
    "words",
    (
        Rule(
            "words.authentication",
            AUTHENTICATION,
            words="""
                dmarc | dkim | domainkeys | ␣spf␣ | ␣spf: | (spf | spf {check,fail,record,policy,valid,verif,error,reject,violation}
                spf=| spf soft | spf hard | spf_ | openspf | sender policy framework | {does not,doesn't,not} designate
                not {a permitted sender,permitted sender} | arc {validation,seal} | spoof | forged | impersonat | sender id {fail,check}
                not {allowed,authorized,authorised,permitted} to send {mail,email,e-mail,messages,from,for}
                {message,mail,email,e-mail}*not authenticated | unauthenticated {mail,email,sender,messages,e-mail}
                {fail,fails,failed,pass} authentication {check,test} | authentication checks | authentication-results
                mail from domain*not authenticated | sender authentication
            """,
            unless="address and domain | relay access",
        ),
        Rule(
            "words.reverse-dns",
            NO_REVERSE_DNS,
            words="""
                {reverse,reverse-} {dns,lookup,hostname,host name,record,resolution,name,map,address} | reverse-{dns,lookup}
                ␣rdns | ␣r-dns | {no,missing,invalid,valid,generic,bad,without,dns,has} ptr | ptr{ record,-record, lookup, resource}
                pointer record | {cannot,could not,can't,unable to,couldn't} {resolve,find} your {address,host,ip,reverse,hostname,name}
                unresolvable {relay host,client,ip} | unverif{ia,ya}ble | {hostname,host name,domain*}*mismatch | mismatch*client ip
                {helo,ehlo}*{does not,invalid,mismatch,not resolv,rejected,not match,not fully,not a valid}
                {invalid,bad,forged,bogus,fake,illegal} {helo,ehlo} | {helo,ehlo} {name,domain,host,arg,command} | helo/ehlo
                fcrdns | forward{-, }confirmed | does not match*ip address | {your,client} host{name, name}*not
                does not have a valid hostname | no reverse | does not resolve
            """,
            unless="sender address | sender domain",
        ),
        Rule(
            "words.tls",
            TLS_REQUIRED,
            words="""
                starttls | tls{ required, is required, encryption, version, not available, currently} | {require,requires,use} tls
                {encryption,ssl} {required,is required,needed} | session encryption | secure connection | requires encryption
                tlsa-invalid | dane validation | certificate-{expired,host}
            """,
        ),
        # Refused before a word about the message: it is our address that they do not like.
        Rule(
            "words.to-connection",
            IP_BLOCKED,
            words="block | reject | refus | denied | authori | accept | spam | listed | polic | prohibit | banned | reputation",
            commands="CONNECT",
            codes="5xx",
            unless="too many | limit | rate | busy | load",
        ),
        # Our name in HELO or EHLO is what they do not like.
        Rule(
            "words.to-greeting",
            IP_BLOCKED,
            words="invalid | reject | refus | denied | block | not {allowed,permitted,accepted,resolve} | bad host | {helo,ehlo}",
            commands="EHLO",
            codes="5xx",
        ),
        Rule(
            "words.block-list",
            IP_BLOCKED,
            words="""
                blocked using | spamhaus | spamcop | barracudacentral | uceprotect | ␣sorbs | sorbs.net | abusix | invaluement
                cloudmark | senderscore | sender score | senderbase | surriel | njabl | mailspike | mail-abuse
                dnsbl | dns{ ,-}black | dnsrbl | ␣rbl | rbl{ ,:,.} | rbls | ␣dul | real{-,}time {black,block}
                {black,block,deny}{ list,-list,list} | blocked list | {ip,host,address,client,server}*listed {in,at,by,on}
                is listed {in,at,by,on} | listed at | delist | on our {block,black} | spam database | bad sender list | black ip | listing in
                found in dns | found on one or more
            """,
            unless="spamhaus dbl | dbl.spamhaus | spamhaus.org/dbl | sender address | sender*blacklist | recipient*blacklist | ␣url | ␣uri | surbl | domain*blacklist | content",
        ),
        Rule(
            "words.sender",
            SENDER_REFUSED,
            words="""
                sender*{rejected,denied,refused,blocked,banned,blacklist,not allowed,not accept,not exist,does not,doesn't,invalid}
                sender*{not valid,unknown,verif,resolv,not found,not authorized,not permitted,prohibited,disallowed,unrout,blocklist}
                {invalid,fake,blocked,bad,unknown,unverified,unauthorized,unauthorised,forbidden,banned,unroutable,unrouteable} sender
                {from,return} {address,domain,path,email,e-mail}*{not,invalid,rejected,blocked,denied,unknown,resolve}
                {sender,senders,sender's,originating,originator,return-path,return path} {address,domain,e-mail,email}
                envelope {sender,from} | mail from*{rejected,not allowed,denied,invalid,blocked,refused} | mail from {domain,address}
                {mail,message,email,e-mail,messages} from {<@>,@,this sender,your address,your domain}*{not,reject,refuse,block,denied}
                bad return address | domain*blacklist | your {domain,address,email address,e-mail address}*{not,reject,refus,block,den}
                backscatter | {null,empty} {sender,envelope,return} | must have a sender | originator | blacklisted*sender
                sending to/from an address | from a {blocked,blacklisted,banned}
            """,
            unless="recipient address rejected | sender's {ip,mta,server,host} | sender ip | content | too many | attachment",
        ),
        Rule(
            "words.reputation",
            IP_BLOCKED,
            words="""
                reputation | ␣ip{ ,-,s}*{block,banned,denied,reject,refuse,not allowed,blacklist,unauthori,not permitted} | {block,bann}ed ip
                [#]*{block,banned,denied,reject,refuse,not allowed,prohibited} | {block,reject,bann,refus,deni}ed*[#]
                ␣# *{block,banned,denied,reject,refuse,not allowed,prohibited} | is_blocked
                {client,client host,remote host,server,mail server,network}*{blocked,banned,blacklisted,refused,rejected,denied}
                connection*{rejected,denied,blocked,refused by policy,refused due,not accepted,dropped due,not allowed,prohibited}
                connections*{rejected,denied,blocked,refused,not accepted,will not} | not accepting connections
                dynamic {ip,address,host,pool} | dynamic/res | dial-up | dialup | dial up | residential | from ip | ip address
                mail from {your,[#],#}*{not,reject,refus,block,denied} | mail {from host,from ip} | your {ip,isp,network,provider}
                your {server,mail server,email server,host,mta,system}*{block,bann,reject,refus,list,not}
                open {relay,proxy} | open-{relay,proxy} | zombie | bot{ ,}net | access {denied,not allowed,prohibited,forbidden,blocked}
                access-denied | no access from | no smtp service | not {allowed,authorized,permitted,authorised} to connect
                not welcome | go away | too much spam from | spam {source,sources,sender,origin,host} | source of spam | spammer
                {bad,poor,low,negative} ip | {bad,poor} sender | known spam | blocked for {abuse,spam} | blocked due to {abuse,spam} | abuse from | due to abuse | service refuse
                banned for | sending spam | sent spam
            """,
            codes="5xx none 421",
            unless="""
                relay access | recipient*blocked | too many | spam score | message content | rate limit | recipient address rejected
                ␣url | content | administrative prohibition | {for,by} policy reasons | member | group | attachment | virus | infected
                mailbox full | over quota | timedout | timed out | timeout | ␣idle
            """,
        ),
    ),
)
