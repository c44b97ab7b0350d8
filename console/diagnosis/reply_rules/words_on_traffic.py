"""What servers of any make say about the way: too much at once, not our domain, no such host, out of order, no answer."""

from console.diagnosis.reason import NO_SUCH_DOMAIN, RELAY_DENIED, REMOTE_ERROR, THROTTLED, UNREACHABLE
from console.diagnosis.reply_rules.rule import Rule, Table

ON_TRAFFIC = Table(
    "words",
    (
        Rule(
            "words.throttled",
            THROTTLED,
            words="""
                too many | too much mail | too {frequent,often,quick,fast,busy} | rate{ ,-,}limit | rate {control,of,exceed,too} | overlimit
                slower | too soon | hourly quota | daily quota | sending quota | quota per | trop de connexions | troppe connessioni
                {sending,receiving,message,connection,submission,delivery,recipient} rate | at a rate | limits? exceeded
                {limit,limits} {exceeded,reached} | exceed*{limit,rate,maximum number,threshold} | {exceeds,exceeded} the number
                {max,maximum} {number of,recipients,connections,rcpt} | {message,messages,mails,emails,recipients,connections} per
                per {minute,hour,day,second} | throttl | slow down | frequency | concurren | simultaneous | {connection,connections} {limit,count}
                excessive | unexpected volume | volume of | flood | traffic {shap,control} | deferred due to | delayed for policy
                temporarily {deferred,blocked,rejected,limited,suspended due} | number of {recipients,messages,connections}
                {recipient,recipients,daily,hourly} limit | {system,high,server,much} load | load {too high,average,is too} | {server,system,service,mailbox} busy
                {server,system} is busy | try again later, closing | tarpit
            """,
            unless="hops | too many received | header | ␣line␣ | unknown",
        ),
        Rule(
            "words.no-such-domain",
            NO_SUCH_DOMAIN,
            words="""
                no such {domain,host} | {domain,host,hostname,host name,domain name} {not found,not exist,does not exist,doesn't exist,unknown}
                {domain,host}*{does not exist,doesn't exist,not found,no longer exist} | unknown {domain,host} | {domain,host,host name,hostname,domain name} is unknown
                {invalid,illegal,bad,non-existent,nonexistent} {domain,host} | domain {invalid,must resolve,must exist} | domain*has no mx
                no mx {record,for} | no {mx,dns} | un{routeable,routable} {mail domain,domain} | unable to route*domain
                {cannot,can't,could not,unable to} resolve | could not be resolved | name or service not known | nodename nor servname
                name not resolved | recipient domain
            """,
            unless="sender | ␣from␣ | your | helo",
        ),
        Rule(
            "words.relay",
            RELAY_DENIED,
            words="""
                relay | {not,n't} hosted {here,by,on} | domain not hosted | {not,not a,non} local domain | not for a local domain
                not {handled here,our domain,local here} | {domain,recipient}*not local | domain {isn't,is not,not} {allowed,accepted,served,in my,here}
                {do not,don't,does not,doesn't,not} {accept mail for,handle,handle mail for,serve} | not responsible for
                not configured {to accept,for this domain} | mail server*not configured | non-local | rcpthosts
            """,
            unless="failure on relaying | relay host | relay timeout | relay timed out | dns error",
        ),
        # The program that puts mail into the mailbox.
        Rule(
            "words.mailer-error",
            REMOTE_ERROR,
            words="""
                command {died,failed,time limit,output} | exit status | died with | {pipe,process} failed | pipe to
                procmail | maildrop | mail.local | mailer error
            """,
            unless="""
                recipient address rejected: u | blocked | user unknown | mailbox*{unavailable,not available}
                recipient*not available | unreachable | timed out | dns
            """,
        ),
        Rule(
            "words.remote-error",
            REMOTE_ERROR,
            words="""
                no space left | {disk,system,queue,filesystem,file system} {full,is full} | {out of,insufficient,not enough} {disk,memory,system,storage,main}
                cannot allocate | disk space | {internal,local,software,system,server,database,technical,unexpected,unspecified,processing} {error,fail}
                internal {server,software,problem,resource} | {local,configuration,technical,temporary,backend} {problem,difficult,reasons,configuration}
                configuration {error,problem} | misconfigur | {ldap,directory} {error,server,lookup,fail,unavail} | ldap | lookup fail
                upstream | backend | maintenance | milter | {anti-,anti}virus*{fail,unavail,error} | scanner{ , is , was , not }{unavail,fail,error,timeout,down}
                unable to scan | scan error
                {filter,policy service,policy server}*{unavailable,fail,timeout} | queue file
                {cannot,can't,could not,couldn't,unable to} {open,create,write,read,lock,access,fork,process,complete,append,chdir}
                {write,read,i/o,input/output} error | error writing | permission denied | no such file | file exists | lock{ed,ing}{ , file}
                command {not implemented,unrecogni,not recogni,rejected,disabled} | expansion of | not implemented
                {unrecogni,unknown,bad,unsupported,invalid} command | bad sequence | out of order | syntax error | protocol {error,violation}
                parameter{s,}*not | not supported | unsupported | pipelining
                {service,server,resource,resources,system,mailbox}*{unavailable,not available} | temporarily {unavailable,unable,not available}
                temporary {error,fail,system,local,delivery,lookup,unavail} | resource{s,} temporarily | requested {mail ,}action aborted
                error {occurred,in processing,processing} | delivery {error,failed} | {shutting,shut} down | restart | being upgraded
                try again later due to | mailbox temporarily locked | temporarily locked | bad file | oops
            """,
            unless="recipient address rejected: u | blocked | user unknown | mailbox*{unavailable,not available} | recipient*not available | unreachable | timed out | dns",
        ),
        Rule(
            "words.unreachable",
            UNREACHABLE,
            words="""
                connection {timed out,refused,lost,reset,dropped,closed,failed,error} | lost connection | connect failed | socket error
                {could not,unable to,cannot,can't,failed to,couldn't} {connect,contact,reach} | did not accept our requests to connect
                timed out | timeout | time out | no route | unreachable | not reachable | network {error,problem} | bad connection
                {no,not} {answer,response,respond} | {host,server} {is down,down} | inaccessible | closing {connection,transmission,channel}
                dns {error,failure,problem} | {name ,name}server | name service | routing
            """,
        ),
    ),
)
