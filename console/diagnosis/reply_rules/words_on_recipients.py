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
            unless="from | sender | spam | group | member | content | attachment | virus | executable",
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
                too much mail data | over the maximum allowed number of messages | overdrawn | {disk,storage} space limit | disk full*@
                blocks limit exceeded | inode limit exceeded | local limit | has no space | recipient*full | {account,mailbox} storage limit
                error writing message: {file too large,disk quota} | maildirquota
                {buzón,buzon}*llen | cuota*excedida | casella*piena | postfach*{voll,überfüllt} | zuviele mails
                {boite,boîte}*pleine | caixa*cheia | {skrzynka,skrzynki}*{pełna,przepe} | postvak*vol | {ящик,ящика}*переполнен | превышен*{квот,объем}
                邮箱已满 | 邮箱空间不足 | 收件箱已满 | 超出配额 | 容量不足 | 容量を超え | 容量オーバー | メールボックスがいっぱい | メールボックスが一杯 | 용량이 초과 | 용량 초과
                schránka*plná | lådan är full | postkassen er full | postilaatikko on täynnä | kutusu dolu | quota dépass | quota superat | cuota superad
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
                {does not,doesn't} have a*account | {user,mailbox,account,recipient,address,e-mail,email}*not {listed,registered,recogni}
                no {mail box,e-mail box,mail drop,account for,user with} | {recipient,mailbox}{ , is , mailbox is }not allowed | not like recipient
                {incorrectly,wrongly} addressed | misspel{t,led} | mistyped
                {user,recipient,mailbox,address}*{is incorrect,incorrect.,wrong}
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
                sconosciut | destinatario*errato | {destinatario,usuario,buzón,dirección}*no {encontrad,válid,valid} | nie {ma takiego,istnieje} | nieznany {odbiorca,adresat,użytkownik} | user unk{own,now} | indirizzo inesistente | nessun utente | dicha persona | destinatário*{desconhecido,não existe}
                {пользователь,адрес,ящик,получатель}*{не найден,не существует,неизвестен} | нет такого {пользователя,адреса} | {bulunamad,adresi yok}
                用户不存在 | 不存在的用户 | 收件人不存在 | 收件人地址不存在 | 邮箱不存在 | 帐号不存在 | 账号不存在 | 無此使用者 | 查無此人 | 信箱不存在 | 收件者不存在
                宛先が見つかりません | 宛先不明 | ユーザーが存在しません | ユーザが見つかりません | 存在しないアドレス | メールアドレスが見つかりません | 존재하지 않는 | 수신자를 찾을 수 없
                {příjemce,uživatel,adresát}*{neexistuje,neznám} | {mottagaren,användaren,modtageren,mottakeren}*{finns inte,okänd,ikke,findes} | ei löydy
            """,
            unless="""
                sender {address,verif,is,domain,e-mail,email} | mail{ from,from} | envelope{ from,-from} | reverse dns | dmarc
                from {address,domain} | temporarily | temporary | domain not found | domain*does not exist | loops back | mail loop
                certificate | tlsa | postmaster verif | couldn't create | your {domain,host,ip} | helo | ptr | dkim | spf | unauthenticated | user is over | permission
                too many {invalid,unknown,bad} | too many non | command unrecognized
            """,
        ),
        Rule(
            "words.moved",
            MOVED,
            words="""
                {has,have} moved | {user,mailbox,recipient} moved | {address,e-mail,email,mailbox}*{has changed,changed to}
                {my,our,his,her,their,the} new {address,email,e-mail}*is | new {address,email,e-mail} is | use instead
                no longer {on server,with us,with this,with the company,works,employed,work here,an employee,a member of staff,at this}
                is now known as | retired from
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
                not {currently being accepted,being accepted} for this | {account,mailbox,user}*{in suspension,deactivat,archived,closed by,was closed}
                {disabled,discontinued} | {des,in}activad{o,a} | inactivo | deaktiviert | gesperrt | désactivé | disattiv | stillgelegt
                {casilla,cuenta,buzón,buzon,usuario}*{expirad,suspendid,bloquead,deshabilitad} | konto*{zablokowan,nieaktywn,zawieszon}
                {indirizzo,casella,utente}*{bloccat,scadut,sospes} | {compte,boite,boîte,adresse}*{desactiv,bloqu,suspendu,fermé,inactif}
                {konto,postfach,benutzer,mailbox,adresse}*{gelöscht,inaktiv,stillgelegt} | {conta,caixa,usuário}*{desativad,bloquead,suspens,inativ}
                {ящик,пользователь,аккаунт}*{заблокирован,отключен,неактивен} | 账号已停用 | 帐号已停用 | 邮箱已停用 | 用户被锁定 | 아이디가 휴면
            """,
            unless="""
                sender | your account | relay | dns | spf | command | tls | starttls | authentication | smtputf8 | relaying
                command is disabled | client | temporarily locked
            """,
        ),
    ),
)
