"""Whether words are somebody's name: only with evidence, as a wrong guess burns a try of the debtor (I3)."""

from bot.domain.reading.text import fold, squeeze, vocabulary

PARTICLES = frozenset({"de", "da", "do", "das", "dos", "e", "d"})

# The commonest given names and surnames of Brazil; one of them is evidence enough.
_GIVEN = vocabulary("""
maria jose ana joao antonio francisco carlos paulo pedro lucas luiz luis marcos marcelo rafael gabriel daniel
bruno eduardo felipe raimundo rodrigo manoel manuel mateus matheus andre fernando fabio leonardo gustavo
guilherme leandro tiago thiago anderson ricardo marcio jorge sebastiao alexandre roberto edson diego vitor
victor sergio claudio geraldo adriano luciano julio renato alex vinicius rogerio samuel ronaldo mario flavio
douglas igor davi manuela jeferson jefferson cicero wellington wagner valter walter edilson severino caio
henrique arthur artur heitor bernardo miguel benedito joaquim domingos osvaldo oswaldo nelson milton otavio hugo
francisca antonia adriana juliana marcia fernanda patricia aline sandra camila amanda bruna jessica leticia
julia luciana vanessa mariana gabriela vera larissa claudia beatriz rita luana sonia renata eliane josefa simone
natalia cristiane carla debora rosangela jaqueline daniela marlene terezinha raimunda andreia fabiana lucia
raquel angela rafaela joana luzia elaine daniele daniella regina aparecida isabel isabela isabella carolina
alice helena laura sophia sofia valentina yasmin livia tereza teresa neusa cleusa ivone edna marta rosana
tatiane tatiana viviane priscila michele michelle monica silvana solange cristina eduarda lorena clara cecilia
eliana sueli zilda irene conceicao benedita lurdes lourdes dirce iracema odete elisa alessandra paula thais tais
karina karine kelly lidia ines ingrid joyce bianca barbara celia cintia denise diana elisangela ester esther
fatima flavia geovana giovana heloisa iara ivete janaina jose lais lilian luiza luisa madalena marina marli
mirian miriam nadia olga pamela rebeca roberta rosemeire rute ruth sabrina sara sarah selma silvia suzana talita
tamires valeria veronica vilma wanda zelia agnaldo ailton alan alberto aldo alessandro alfredo almir alvaro
amauri arnaldo augusto cesar celso cristiano damiao danilo david denis dirceu edgar edmilson edvaldo elias elton
emanuel emerson enzo erick erik evandro ezequiel fabricio gilberto gilson heleno hamilton helio humberto isaac
isaias israel ivan ivo jair jaime jonas jonatas josue juliano juvenal kleber lauro lauro leonel levi lourenco
luan maicon mauricio mauro moacir moises murilo nilson nilton odair orlando oscar osmar otto patrick reginaldo
reinaldo renan ramon robson romulo ruan rubens saulo sidnei silvio silvano tales ulisses valdir valmir valdemar
vanderlei vicente wesley wilson yuri zeca
""")
FAMILY = vocabulary("""
silva santos oliveira souza sousa rodrigues ferreira alves pereira lima gomes costa ribeiro martins carvalho
almeida lopes soares fernandes vieira barbosa rocha nascimento andrade moreira nunes marques machado mendes
freitas cardoso ramos goncalves santana teixeira araujo cavalcante cavalcanti monteiro moura correia correa
batista campos miranda pinto cunha azevedo medeiros castro borges melo mello duarte aguiar farias siqueira
barros macedo tavares xavier coelho cruz peixoto nogueira guimaraes figueiredo sales salles viana vianna fonseca
pires bezerra amorim dantas brito queiroz assis camargo franco prado bueno pacheco rezende resende magalhaes
sampaio torres bastos matos mattos pinheiro leal amaral antunes coutinho chaves rangel assuncao trindade furtado
arruda esteves padilha valente santiago maciel vasconcelos barreto menezes meneses moraes morais fagundes dutra
lacerda lemos lobo vargas toledo meireles simoes sena bittencourt schmidt muller weber schneider becker klein
hoffmann fischer wagner kruger tanaka sato suzuki yamamoto watanabe nakamura rossi russo bianchi ferrari galvao
evangelista cordeiro caldeira bandeira muniz albuquerque paiva pessoa porto
""")
KNOWN = _GIVEN | FAMILY

# Words that are never part of a name here, or would make a sentence of it.
NEVER = vocabulary("""
a o as os um uma uns umas ao aos na no nas nos num numa em por pra para pro com sem sob sobre ate apos ante
entre contra desde que se mas ou nem porque pois como quando onde quem qual quais quanto quanta quantos cade eu
tu voce voces ele ela eles elas me te lhe nos vos minha meu minhas meus sua seu suas seus dele dela nosso nossa
este esta esse essa isso isto aquilo aquele aquela aqui ali la ca ja ainda agora hoje amanha ontem sempre nunca
nada tudo todo toda todos todas algum alguma alguem ninguem outro outra mesmo mesma muito muita pouco pouca mais
menos bem mal so tambem nao sim talvez assim entao depois antes logo tarde cedo ser sou es somos sao era fui foi
foram seja sendo estar estou ta to estava ter tenho tem temos tinha tive teve haver ha vou vai vamos vao ir indo
fazer faco faz fez fiz dar dou da deu dei pode posso podem poder podia consigo consegue quero quer querem queria
gostaria preciso precisa sei sabe saber dizer diz disse falar fala falo falou ver vejo vi viu pagar pago paga
paguei pagou pagamento parcelar parcela parcelas parcelado dividir divida dividas debito desconto juros multa
boleto boletos pix cartao credito valor valores conta contas plano saude convenio titulo titulos mensalidade
mensalidades acordo negociar negociacao proposta oferta entrada vista vencimento data dia mes ano semana hora
real reais dinheiro barato caro banco receber recebi mandar manda mande envia enviar passar passo cancelar sair
parar golpe fraude mentira verdade serio pessoa pessoas atendente humano advogado procon justica processo
tribunal empresa cobranca cobrar cobrando numero numeros telefone celular whatsapp zap email endereco rua cep
bairro casa nome sobrenome cpf cnpj rg documento dados dado digitos digito primeiros ultimos final mae pai
marido esposa esposo mulher filho filha irmao irma avo tio tia sogra namorado familia vizinho amigo amiga patrao
secretaria titular dependente responsavel oi ola bom boa noite obrigado obrigada favor tchau ate valeu beleza
certo claro errado engano ok trabalho trabalhando desempregado desempregada doente hospital quimio quimioterapia
cirurgia internado internada tratamento faleceu morreu morto falecido falecida conheco conhece confio confiar
desconhecido desconhecida informo informar quiser pra pq oq kd seguro segura seguranca sigilo privado
privacidade absurdo palhacada ridiculo vergonha bando ladrao ladroes vagabundo vagabunda merda porra caralho
bosta idiota burro droga inferno deus ajuda socorro motivo assunto pendencia pendencias duvida situacao problema
problemas atraso atrasado atrasada vencido vencida ligar liga ligacao ligo ligue espera calma pera ir
atendimento robo maquina nova novo velho velha antiga antigo terceiro segunda terca quarta quinta sexta sabado
domingo janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira
feira errada certa carteirinha carteira cartorio serasa spc score consulta exame desculpa perdao lembro esqueci
tentar tento tentei entendi entendo explica explique responder pergunta resposta mensagem audio foto print
comprovante recibo saber informe confirma confirmar confirmo confirmado identificar identidade identificacao
cliente beneficiario beneficiaria assistente virtual
""")


def is_name(written: list[str], *, alone_is_enough: bool = False) -> bool:
    """Whether these words, as typed, are a person's name."""
    main = [word for word in written if squeeze(fold(word)) not in PARTICLES]
    if not (1 if alone_is_enough else 2) <= len(main) <= 7 or len(written) > 10:
        return False
    plain = [squeeze(fold(word)) for word in main]
    if any(word in NEVER for word in plain) or any(len(word) > 20 for word in plain):
        return False
    return any(word in KNOWN for word in plain) or _capitalised(main)


def _capitalised(main: list[str]) -> bool:
    return all(len(word) > 2 and word[0].isupper() and word[1:].islower() for word in main)
