"""What servers of any make say about the mailbox: full, unknown, moved, switched off."""

from console.diagnosis.reason import (
    ACCEPTS_NO_MAIL,
    GREYLISTED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MOVED,
    NO_SUCH_USER,
    RECIPIENT_POLICY,
    SENDER_REFUSED,
)
from console.diagnosis.reply_rules.rule import Rule, Table

GREYLISTING = Table(
    "words",
    (
        Rule(
            "words.greylisted",
            GREYLISTED,
            words="""
                {grey,gray}{list,-list, list} | triplet | first{-, }time sender | not yet been seen | unknown sender, try
                please come back in
            """,
        ),
    ),
)

ON_RECIPIENTS = Table(
    "words",
    (
        Rule(
            "words.no-mail-accepted",
            ACCEPTS_NO_MAIL,
            words="""
                system not accepting network messages
                {does not,doesn't,do not,don't} accept {mail,any mail,email,e-mail,incoming} | accepts no {mail,email}
                {does not,doesn't} {receive,handle,take} {mail,email,e-mail} | no mail accepted
                not accepting mail for this domain
            """,
            unless="from | sender | spam | group | member",
        ),
        Rule(
            "words.full",
            MAILBOX_FULL,
            words="""
                {mailbox,mail box,inbox,account,user,recipient,maildir,mailfolder,folder,store} {full,is full}
                {mailbox,inbox,mailfolder,mail folder}*{is,are} full | {has,with} {a full,full} {mailbox,inbox}
                mailbox of*full | storage {full,exceeded,allocation,limit,space} | out of storage
                {over,exceeds,exceeded,exceed,exceeding,above,out of,beyond}*quota | quota*{exceed,over,full,reached,used up}
                over{quota,-quota} | over quote | {mailbox,mail,disk,storage,user,space,maildir} quota | quota violation
                insufficient {quota,space} | not enough {storage,space,free,disk space,diskspace}*{mailbox,user,@}
                {user,mailbox,account,recipient,@}*not*enough {storage,space,disk,free} | mail box space | mailbox space
                {mailbox,user,account}*exceed*{size,limit,storage,space,allowed} | {mailbox,inbox} {size,limit}
                exceed*{storage,mailbox size,dropfile,message count} | exhausted*{storage,space,quota}
                space*used up | no space left in mailbox | space available in*mailbox | larger than the space available
                too {many,much}*{in,on} {mailbox,this mailbox,the mailbox} | {user,mailbox}*too many {mails,messages}
                too much mail data | over the maximum allowed number of messages | overdrawn
                error writing message: {file too large,disk quota} | maildirquota
                {buzón,buzon}*llen | cuota*excedida | casella*piena | postfach*{voll,überfüllt} | zuviele mails
                {boite,boîte}*pleine | caixa*cheia | {skrzynka,skrzynki}*{pełna,przepe} | postvak*vol
            """,
            unless="""
                {sending,sender,message,daily,hourly} quota | per {day,hour} | rate limit | too many connections
                user unknown or mailbox full | {size,length} of*message exceed
            """,
        ),
        Rule(
            "words.members-only",
            RECIPIENT_POLICY,
            words="""
                not subscribed | {not,non}{ ,-}{a member,member,subscriber} | members only | only members | only subscribers
                {allowed,permission} to post | moderated | closed {mailing list,group}
            """,
            unless="of domain",
        ),
        # An answer to MAIL is about the sender, whatever the words.
        Rule(
            "words.to-mail-command",
            SENDER_REFUSED,
            words="address | domain | exist | sender | unknown | invalid | qualified | {re,e}ject | user",
            commands="MAIL",
            codes="5xx",
            unless="""
                {black,block}{list, list} | blocked using | too many | quota | limit | rate | auth | spf | ptr | reverse | helo | relay
                size | large | ␣ip | [#] | client | reputation | tls | space
            """,
        ),
        Rule(
            "words.no-such-user",
            NO_SUCH_USER,
            words="""
                {user,recipient,mailbox,account,address,addressee,username,alias,userid,customer} {unknown,is unknown}
                {user,recipient,mailbox,account,address}*{is unknown,unknown.,unknown ,not known}
                unknown {user,recipient,mailbox,account,address,local,alias,email,e-mail,in virtual,userid,or illegal,customer}
                no such {user,recipient,mailbox,account,address,person,local,email,e-mail,member,alias,name,customer,id}
                nosuch{user,recipient,mailbox} | no {user,account,mailbox} {here,found,by that,with that,exists}
                no mail-box | no one {by that,with that,of that} | no known {user,recipient} | no recipient*by that
                {no,not a} valid {recipient,mailbox,address,user,account,alias} | not valid {recipient,user,mailbox}
                {non-existent,nonexistent,non-existing,non existing,nonexisting,non existent,inexistent}
                {user,recipient,mailbox,mail-box,account,address,alias,username,user name,person,email} {not found,no found}
                {user,recipient,mailbox,account,address,alias}*{not found,not be found,couldn't be found,could not be found}
                {user,recipient,mailbox,account,address,alias,rcpt,mailbox name,email,person,path}*{not exist,n't exist,no exist}
                {user,recipient,mailbox,account,address}*{no longer exist,has been deleted,been removed,was deleted}
                {not,n't} exist {here,on this,at this,in this,in our} | no longer exists
                {not,n't} have {an account,a mailbox,an email,a @,a yahoo,such a} | {user,@}*{has no mailbox,has no account}
                {does not,doesn't} have a*account | {user,mailbox,account,recipient}*not {listed,registered,recogni}
                not {known here,known at this,known to us,our user,our customer,a user,a known,a local user,a member of domain}
                is not {a known,a registered,a local,an active address,a user,our customer,a customer,a member of}
                {not found,not listed,not present} in {directory,ldap,our,the directory,domino,the database,my}
                not in {our,my,the} {database,directory} | {couldn't,could not,cannot,can't,unable to} find*{user,recipient,mailbox}
                invalid {recipient,user,mailbox,account,address,alias,username,local part,final delivery,e-mail,email,rcpt,destination}
                {recipient,mailbox,address,user,account}*{invalid,is not valid,isn't valid,not valid} | invalid*mailbox
                {recipient,user,address}*{cannot,can't,could not,not} be verified | {recipient,user,rcpt} verif*{fail,problem,error} | unavailable {mail user,user} | not {user of,a user of}
                verify recipient | unable to {validate,verify} {recipient,address,user} | un{deliverable,resolvable} address
                un{routeable,routable,rouetable} {address,user} | lookup*{domain map,alias map} | illegal {alias,user,recipient}
                {bad,wrong} {address,recipient,recipients,user,destination mailbox,destination email,destination address}
                illegal characters in {user,local} | {account,mailbox}*{has been closed,is closed,deleted}
                recipient*member of domain | address you entered | no mx*user | incorrect address
                not in my validrcptto | validrcpt | recipients may not exist | may not exist | mailbox*removed | {has been,was} {deleted,removed} from
                destinatario*{desconocido,inexistente,sconosciuto} | usuario*{desconocido,inexistente,no existe} | no existe
                utente*{sconosciuto,inesistente,non} | {utilisateur,destinataire,adresse}*{inconnu,invalide,inexistant}
                {empfaenger,empfänger,benutzer,adresse}*{unbekannt,nicht gefunden,existiert nicht,ungueltig,ungültig}
                postfach*{existiert nicht,unbekannt} | onbekende {gebruiker,ontvanger} | usuário*{desconhecido,inexistente}
                nie {ma takiego,istnieje} | user unk{own,now} | indirizzo inesistente
            """,
            unless="""
                sender {address,verif,is,domain,e-mail,email} | mail{ from,from} | envelope{ from,-from} | reverse dns | dmarc
                from {address,domain} | temporarily | temporary | domain not found | domain*does not exist | loops back | mail loop
                certificate | tlsa | postmaster verif | couldn't create | your {domain,host,ip} | helo | ptr | dkim | spf | unauthenticated | user is over | permission
            """,
        ),
        Rule(
            "words.moved",
            MOVED,
            words="""
                {has,have} moved | {user,mailbox,recipient} moved | {address,e-mail,email,mailbox}*{has changed,changed to}
                {my,our,his,her,their,the} new {address,email,e-mail}*is | new {address,email,e-mail} is | use instead
                no longer {on server,with us,with this,with the company,works,employed,work here} | is now known as
                left the {company,organi} | user not local; please try | {please,pls} {forward to,use <@>,use @,try <@>}
                has been replaced by | no forwarding address
            """,
            unless="sender | relay",
        ),
        Rule(
            "words.disabled",
            MAILBOX_DISABLED,
            words="""
                {user,account,mailbox,recipient,address,e-mail,email,alias}*{disabled,inactiv,suspended,deactivated,discontinued}
                {user,account,mailbox,recipient,address,email}*{is not active,not activated,been closed,closed due,terminated}
                {user,account,mailbox,recipient,address}*{ locked,frozen,expired,on hold,cancelled,canceled,restricted due}
                account*{not available,unavailable}
                {disabled,inactive,inactivated,suspended,deactivated,dormant,expired,frozen} {recipient,mailbox,account,user,address}
                is {now disabled,disabled,inactive,not active,deactivated,suspended} | due to inactivity | not initialized
                domain*{suspended,disabled,expired,inactive,deactivated} | mail receiving disabled
                no longer {accepts mail,accepts messages,accepting mail,accepting messages,accept mail,in use,active,available,valid,used,receiv,monitored}
                not accepting {messages,mail}* for this | {this,the} {account,user}*{is not allowed,not allowed}
                {disabled,discontinued} | {des,in}activad{o,a} | deaktiviert | gesperrt | désactivé | disattiv | stillgelegt
            """,
            unless="""
                sender | your account | relay | dns | spf | command | tls | starttls | authentication | smtputf8 | relaying
                command is disabled | client | temporarily locked
            """,
        ),
    ),
)
